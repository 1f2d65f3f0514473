"""The books in the database: histories read in a fixed number of statements, outcomes appended in a few."""
