"""How the hall keeps its standards: checks, arrivals, rulebooks, and the manager's view of them."""
