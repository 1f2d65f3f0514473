"""The books: what every loan owes on any day, read once and folded."""
