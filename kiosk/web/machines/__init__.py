"""The office's interface for stations."""
