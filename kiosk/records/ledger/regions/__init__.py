"""What all branches of a region gave together."""
