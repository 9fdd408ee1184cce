"""Pages that desk and office both serve."""
