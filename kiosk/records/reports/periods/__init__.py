"""Head office's report of a period (P01): its figures, as they are now and as they were issued."""
