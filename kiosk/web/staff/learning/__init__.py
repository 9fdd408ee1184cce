"""Learning, for those who publish: questions to check, and notes that become guides."""
