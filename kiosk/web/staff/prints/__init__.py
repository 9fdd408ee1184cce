"""What is printed of recognition: certificates, posters, pictures of cards."""
