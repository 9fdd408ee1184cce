"""Tables, queries and verbs. A verb opens the transaction, reads, asks a rule, writes."""
