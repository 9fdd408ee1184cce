"""Bytes that earlier programs wrote: each later one reads them (docs/development.md, "Golden
files")."""
