"""Facts in their chains, who this station is, and the door through which facts go."""
