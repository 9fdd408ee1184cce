"""Messages to receivers outside, by HTTP and by e-mail."""
