"""What head office reads of all branches: figures by week, shares of customers who rated, and lists
of everything."""
