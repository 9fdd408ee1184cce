"""Meetings of the hall's team, and their sheets."""
