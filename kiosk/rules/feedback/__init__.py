"""Ratings, customers' texts and cards given on paper."""
