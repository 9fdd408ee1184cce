"""The customers' display of a hall's computer."""
