"""One courtyard."""
