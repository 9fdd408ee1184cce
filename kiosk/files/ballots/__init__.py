"""Secret ballots, by the separate program belenios-tool."""
