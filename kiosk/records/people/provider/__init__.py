"""The organisation's own sign-in, and whom it knows."""
