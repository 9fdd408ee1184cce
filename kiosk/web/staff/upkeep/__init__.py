"""How the machine itself is doing."""
