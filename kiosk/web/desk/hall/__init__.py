"""What goes on in the hall, as the desk shows it."""
