"""Head office's users, and how they sign in."""
