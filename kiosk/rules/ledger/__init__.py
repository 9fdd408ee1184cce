"""Chains, business days, and which facts count."""
