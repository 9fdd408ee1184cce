"""What head office reads of all branches: figures by week, and lists of everything."""
