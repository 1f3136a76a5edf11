"""The front door of those who enter."""
