"""Schemes and what was awarded by them, at head office or in a hall without one."""
