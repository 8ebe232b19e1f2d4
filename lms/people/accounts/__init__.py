"""Accounts: who can sign in, with which roles; closing an account and opening it again."""
