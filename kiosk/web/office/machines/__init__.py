"""Head office's pages about the programs that read its data."""
