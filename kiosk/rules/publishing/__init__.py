"""What tables say, and which version is in force."""
