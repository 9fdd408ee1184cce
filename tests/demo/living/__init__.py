"""What runs while the demo does."""
