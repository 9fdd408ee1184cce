"""Head office."""
