"""Recognition: schemes by which figures become points, tiers and stars."""
