"""Who may do what with a case, and by when."""
