"""Clerks, head office's users, PINs and sessions."""
