"""Who governs: bodies, seats, people in office."""
