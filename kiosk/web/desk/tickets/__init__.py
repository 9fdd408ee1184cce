"""The desk and the hall's queue: connected ticket systems, and a button for halls without any."""
