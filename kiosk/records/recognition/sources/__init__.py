"""What no tally holds: at which window a clerk was, and how long on the roster."""
