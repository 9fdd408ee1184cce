"""What a clerk is shown about the own person: low grades to object to, and who looked."""
