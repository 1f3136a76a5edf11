"""Rounds and hazards."""
