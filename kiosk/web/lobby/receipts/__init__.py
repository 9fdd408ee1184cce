"""Signed receipts, as a customer takes them home."""
