"""Rules of the hall: when it is open, when a call for help counts as unanswered, and how fast calls
are answered."""
