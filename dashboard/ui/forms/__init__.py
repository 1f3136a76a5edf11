"""What every form is made of: fields, screens, saving once, what is kept unsent, corrections."""
