"""Databases: SQLite for every machine, PostgreSQL for an office that needs more."""
