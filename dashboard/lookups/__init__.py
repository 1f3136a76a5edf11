"""What reads and writes both ask of what is stored: what can be chosen, where it lies, who may."""
