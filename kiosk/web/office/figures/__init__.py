"""Head office sees all halls at a glance."""
