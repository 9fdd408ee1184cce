"""Head office of a nation: 54,000 branches in one database."""
