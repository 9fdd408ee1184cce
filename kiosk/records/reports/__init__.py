"""What is read over several subjects: head office's figures by week, shares of customers who rated
and lists of everything, and what a hall shows its customers as news."""
