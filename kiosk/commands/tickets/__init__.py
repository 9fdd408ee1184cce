"""What a running station reads from a ticket system by itself."""
