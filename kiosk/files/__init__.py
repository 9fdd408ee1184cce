"""Files that come in and go out: tables, texts, pictures."""
