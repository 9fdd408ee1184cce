"""Alerts of this machine, and the messages about them that wait, were sent or failed."""
