"""Random histories of an office and its halls, in one process
(docs/development.md, "Histories")."""
