"""Head office's reports of a week, month, quarter or year, and who gets them by e-mail (P01)."""
