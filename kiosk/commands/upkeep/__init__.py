"""What keeps a machine going: healing, backups, checks."""
