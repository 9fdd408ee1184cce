"""A hall on a disk that fails or lies, ext4 over dm-flakey: part of `make boot`
(docs/development.md, "Boot")."""
