"""The command line, and the running machine."""
