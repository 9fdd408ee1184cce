"""The ledger: chains of facts, the station's identity, and the only way to append an own fact."""
