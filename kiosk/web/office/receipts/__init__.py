"""Signed receipts, checked where the branch that gave them has no hand."""
