"""The private diary of a clerk: its passphrase, and what is counted of it."""
