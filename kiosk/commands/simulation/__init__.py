"""Halls that do not exist, played to a head office."""
