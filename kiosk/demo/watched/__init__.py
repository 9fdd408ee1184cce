"""What head office of the demo has to look after beside its halls: machines and programs."""
