"""What may be wrong in the records: each check is one read that gives the records to look at."""
