"""What is remembered. A verb opens the transaction, reads, asks a rule, writes."""
