"""Learning: the question of the day, the monthly quiz, and notes on new business."""
