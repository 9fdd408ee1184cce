"""Attacks on every door, each tried again on a build with its mend taken out (`make hostile`)."""
