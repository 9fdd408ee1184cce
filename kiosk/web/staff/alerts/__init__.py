"""Alerts on the pages of desk and office, and the receivers of messages."""
