"""How long to wait after a wrong PIN."""
