"""Stations and office: what arrives, and how a hall joins."""
