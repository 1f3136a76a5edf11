"""One matter, from its first word to the resident's confirmation."""
