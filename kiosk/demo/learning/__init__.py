"""What the halls of the demo have learned."""
