"""What a monitoring system reads."""
