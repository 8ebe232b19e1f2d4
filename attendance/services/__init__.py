"""What changes a session: planned, registered, marked, closed, proven. One module per verb."""
