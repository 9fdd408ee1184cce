"""What deploy/ does to a computer."""
