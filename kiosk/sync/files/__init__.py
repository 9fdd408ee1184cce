"""Rounds with head office by files, in a hall without a line (docs/sync-files.md)."""
