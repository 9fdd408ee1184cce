"""Tasks of the staff themselves: ideas, and help for staff."""
