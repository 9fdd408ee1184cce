"""A real machine boots: `make boot` (docs/development.md, "Boot")."""
