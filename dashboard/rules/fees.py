"""Property fees: what a row may say, what is asked about once more, when a month's bill falls due."""

from calendar import monthrange
from datetime import date, timedelta

MOST = 100_000_000
"""Fen (a million yuan): no household's monthly bill, and what every database can hold."""
FAR = 3
"""Times last month's bill, or that part of it, from which on somebody is asked whether it is right."""
YEAR = timedelta(days=366)

Said = tuple[str, str]
"""A field and the code of the sentence about it."""


def wrong(*, due: int, paid: int, paid_on: date | None, month: date, today: date) -> list[Said]:
    """What cannot be: amounts out of bounds, a payment without its day, a day that cannot have been."""
    found = [
        (name, "amount_cannot_be") for name, fen in (("due", due), ("paid", paid)) if not 0 <= fen <= MOST
    ]
    if paid and paid_on is None:
        found.append(("paid_on", "payment_without_day"))
    if paid_on is not None and not paid:
        found.append(("paid_on", "day_without_payment"))
    if paid_on is not None and paid_on > today:
        found.append(("paid_on", "in_the_future"))
    if paid_on is not None and paid_on < month - YEAR:
        found.append(("paid_on", "paid_long_before_due"))
    return found


def odd(*, due: int, paid: int, before: int | None) -> list[Said]:
    """What can be but seldom is; `before` is what was due last month."""
    found = [("paid", "paid_more_than_due")] if paid > due else []
    if before and due and not before <= due * FAR <= before * FAR * FAR:
        found.append(("due", "due_far_from_before"))
    return found


def due_on(month: date, before: date | None) -> date:
    """The day of the month on which bills fell due before, else its last."""
    last = monthrange(month.year, month.month)[1]
    return month.replace(day=min(before.day, last) if before else last)
