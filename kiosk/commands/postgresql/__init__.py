"""Commands of an office on PostgreSQL."""
