"""Ticket systems of halls of the demo."""
