"""What keeps a machine going: its spare, and what a damaged database still holds."""
