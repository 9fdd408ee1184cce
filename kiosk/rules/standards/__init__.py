"""Standards that a hall goes through, facilities, and arrivals; rulebooks that clerks read."""
