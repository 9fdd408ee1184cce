"""Old facts of head office move from the database to archive files (docs/retention.md)."""
