"""Head office's transparency log: what it holds in the order of arrival, for everyone to check
(docs/log.md)."""
