"""Stations at their office: enrolled, calling, and how each part of a round goes."""
