"""Workbooks as offices make them: cells, headings, values, lines, every problem by its place."""
