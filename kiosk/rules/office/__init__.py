"""When a station calls its office."""
