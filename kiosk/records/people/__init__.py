"""Clerks, office users, and who is signed in."""
