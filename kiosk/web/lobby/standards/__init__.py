"""What customers see of the hall's standards."""
