"""What is kept for good: entries of registers, nominations for an award, issues of stories."""
