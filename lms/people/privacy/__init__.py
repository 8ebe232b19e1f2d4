"""What people may know and ask about their own data, and how long it is kept."""
