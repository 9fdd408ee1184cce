"""A week of a busy hall, played in minutes against real processes (docs/development.md)."""
