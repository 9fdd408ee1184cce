"""Tasks of the staff themselves: one table of moves for ideas and help."""
