"""Stations without number call an office that was away for an hour."""
