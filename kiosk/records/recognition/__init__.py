"""How good work is seen: cards between clerks."""
