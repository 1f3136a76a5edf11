"""What a reader may not see in full: masking."""
