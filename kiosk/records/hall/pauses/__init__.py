"""Pauses of a clerk at a window (P07): asking, what is running, and the rows of all."""
