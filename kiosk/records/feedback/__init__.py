"""Cards, ratings and thanks."""
