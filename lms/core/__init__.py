"""What everything stands on and nothing here depends on: no table, no feature."""
