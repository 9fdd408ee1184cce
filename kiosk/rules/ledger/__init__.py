"""Chains, days and what counts."""
