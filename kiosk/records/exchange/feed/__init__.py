"""What head office gives to other programs: figures, and evaluations in the order of arrival."""
