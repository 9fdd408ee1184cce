"""What the team of a hall of the demo does together."""
