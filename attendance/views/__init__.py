"""The portal's screens of sessions: read what selectors give, call one service, redirect."""
