"""Which backups are kept."""
