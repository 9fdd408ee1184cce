"""Decisions, without side effects: the time and the policy are arguments."""
