"""The domain in words: facts, documents, what travels, what is refused."""
