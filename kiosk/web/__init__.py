"""Who is looking: one blueprint each for lobby, desk, office and machines."""
