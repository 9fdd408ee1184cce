"""Cards between clerks, apart from what customers gave."""
