"""Learning, at the desk: the question of the day, the monthly quiz, the notebook."""
