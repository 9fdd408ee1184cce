"""What people type and files hold, judged by one rule at every door."""
