"""Cards, ratings and thanks; cards on paper, letters of praise and the box."""
