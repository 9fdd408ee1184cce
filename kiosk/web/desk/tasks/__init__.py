"""Ideas of the hall's staff, and help for them."""
