"""Monthly reports: due, waiting, done."""
