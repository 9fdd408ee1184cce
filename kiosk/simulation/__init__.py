"""Halls that do not exist: drawn by chance, day by day, to try out what judges real ones."""
