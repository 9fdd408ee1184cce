"""How ratings and paper cards are read."""
