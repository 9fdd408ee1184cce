"""Fuzzers of everything that reads bytes from outside, driven by coverage (atheris)."""
