"""Accounts, invitations, and who looked behind masks."""
