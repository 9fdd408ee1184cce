"""The station's side of the wire."""
