"""What head office looks at once more: feedback that does not look as usual (docs/flags.md)."""
