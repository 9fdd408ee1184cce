"""How good work is seen, at the desk."""
