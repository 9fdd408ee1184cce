"""Head office's pages of its halls' machines: stations, and the program's versions on them."""
