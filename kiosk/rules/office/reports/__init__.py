"""Head office's report of a period (P01): which days it is of, and what its figures say."""
