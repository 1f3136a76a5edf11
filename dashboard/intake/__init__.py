"""Workbooks and the demonstration generator: rows in, drafts out."""
