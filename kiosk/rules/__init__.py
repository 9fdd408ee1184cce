"""What the organisation decided: pure, `now` and policy are arguments."""
