"""How good work is seen, as a manager and head office read it."""
