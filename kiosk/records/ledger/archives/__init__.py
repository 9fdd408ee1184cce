"""Which entries of the ledger are in archive files, and where."""
