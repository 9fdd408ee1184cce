"""The network that a machine is on: where its screens are found, and what devices trust."""
