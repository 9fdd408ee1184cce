"""What other systems read from head office."""
