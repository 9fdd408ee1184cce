"""What everything rests on and that knows no noun of the trade."""
