"""The pages of the auditor."""
