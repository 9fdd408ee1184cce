"""The demo; nothing but its command imports it."""
