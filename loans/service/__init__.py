"""Use cases: a function is one transaction; it takes a unit of work, the actor and the day."""
