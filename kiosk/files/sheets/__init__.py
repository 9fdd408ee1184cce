"""Sheets of A4 as PDF."""
