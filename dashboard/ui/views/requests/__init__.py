"""Requests, from the first word to the confirmation."""
