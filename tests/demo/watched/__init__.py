"""What head office of the demo has to look after."""
