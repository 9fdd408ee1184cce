"""What head office sends by itself."""
