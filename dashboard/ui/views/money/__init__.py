"""Disclosures and property fees."""
