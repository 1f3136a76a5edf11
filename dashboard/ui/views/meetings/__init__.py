"""The joint meeting, from its call to what was promised."""
