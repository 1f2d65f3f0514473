"""The rules of the programme: pure functions and frozen facts, on the standard library and numpy alone."""
