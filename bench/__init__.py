"""How fast it is: each speed beside something measured in the same run, because machines differ."""
