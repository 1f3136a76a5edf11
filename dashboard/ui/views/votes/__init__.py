"""Votes and their ballots."""
