"""What the page about trust in maps is made of."""
