"""Signed receipts: given by a station, asked about at head office."""
