"""Versions of the program as files."""
