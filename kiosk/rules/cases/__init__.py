"""Cases: who may take which step, and by when."""
