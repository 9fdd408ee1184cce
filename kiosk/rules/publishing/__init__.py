"""Published documents: tables, tariffs, search, and which version is in force."""
