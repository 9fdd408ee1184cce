"""Which feedback a person should look at: what customers gave in a hall does not look as it usually
does there. A finding accuses no one and changes nothing (docs/flags.md)."""
