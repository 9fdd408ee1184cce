"""Tables as files hold them: the columns of each kind, what a cell says, and their faults."""
