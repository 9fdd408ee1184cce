"""One idea, at desk and office."""
