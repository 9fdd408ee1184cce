"""Alerts: whether to send them now, what they say, and how a receiver knows them."""
