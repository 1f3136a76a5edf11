"""Masks for personal values (DOMAIN §2); applied in queries, before anything is sent."""


def name(value: str | None) -> str | None:
    """The first character and a star: `王*`, of a two-character surname too; None stays None."""
    return value[0] + "*" if value else None


def phone(value: str | None) -> str | None:
    """`138****1234` for a mobile number, the last two digits of any other; None stays None."""
    if not value:
        return None
    return f"{value[:3]}****{value[-4:]}" if len(value) == 11 else f"****{value[-2:]}"
