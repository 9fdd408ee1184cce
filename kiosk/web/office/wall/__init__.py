"""Head office's display."""
