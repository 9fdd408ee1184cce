"""How long to wait after a mistyped PIN."""
