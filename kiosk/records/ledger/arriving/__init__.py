"""In which order entries came to be at head office."""
