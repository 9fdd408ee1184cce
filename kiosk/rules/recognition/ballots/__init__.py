"""The secret ballot for the star of the month (P30)."""
