"""The hall today: clerks on duty, calls for help."""
