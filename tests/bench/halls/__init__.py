"""How the halls that benches measure are made."""
