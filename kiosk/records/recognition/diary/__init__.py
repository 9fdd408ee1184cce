"""The private diary of a clerk."""
