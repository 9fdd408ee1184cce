"""An office and its halls as real processes, killed and cut off from each other
(docs/development.md, "Histories")."""
