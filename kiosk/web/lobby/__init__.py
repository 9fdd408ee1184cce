"""The lobby's tablet, for customers."""
