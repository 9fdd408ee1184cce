"""Rounds with head office by files, on a USB stick (docs/sync-files.md)."""
