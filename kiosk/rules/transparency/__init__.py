"""The transparency log as others read it: trees, tiles, notes, leaves and proofs (docs/log.md)."""
