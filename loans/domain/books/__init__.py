"""The books: every loan's history as dated events, and what follows from them at the end of any day."""
