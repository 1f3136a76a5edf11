"""What stands around every page: menu, guard, who is looking, what redraws itself, style."""
