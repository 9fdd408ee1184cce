"""How good work is seen, and how the team meets."""
