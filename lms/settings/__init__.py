"""Settings by environment: dev (default), test and production all start from base."""
