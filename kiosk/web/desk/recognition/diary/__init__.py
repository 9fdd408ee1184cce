"""The private diary of a clerk, at the desk."""
