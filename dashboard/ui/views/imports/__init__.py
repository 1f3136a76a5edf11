"""Workbooks that come in, tables that are taken away."""
