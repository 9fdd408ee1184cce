"""How good work is seen: what each practice decides."""
