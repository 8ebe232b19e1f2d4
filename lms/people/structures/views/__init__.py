"""The portal's screens of organisations and their staff."""
