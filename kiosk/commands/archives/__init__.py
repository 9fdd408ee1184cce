"""Moving old facts to archive files, and reading those."""
