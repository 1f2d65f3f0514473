"""Decisions on a loan: each is a pure function of its history; it answers what is to be appended, or refuses."""
