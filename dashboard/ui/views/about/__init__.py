"""About: story, method, rules, definitions."""
