"""Recognition: figures of our own, schemes evaluated by them, and what was awarded."""
