"""All indicators, and one with its evidence."""
