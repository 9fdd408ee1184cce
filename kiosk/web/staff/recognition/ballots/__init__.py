"""The secret ballot for the star of the month, at the desk and at head office (P30)."""
