"""The transparency log: its commands, what keeps it, and the program of a witness."""
