"""What runs while the demo does: its processes, and nine halls that are simulated."""
