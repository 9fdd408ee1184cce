"""The vocabulary of the domain: facts, documents, wire messages, refusals."""
