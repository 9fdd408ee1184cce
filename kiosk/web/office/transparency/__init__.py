"""Pages of head office about its transparency log."""
