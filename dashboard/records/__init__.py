"""What each kind of record is: its table and draft, its fields in order, what they are called."""
