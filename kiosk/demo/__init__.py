"""The demo; only its command imports it."""
