"""The last twelve months against the twelve before, for the shares that are counted all year round."""

from datetime import date

from sqlmodel import Session

from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.changes import Change
from dashboard.indicators.kinds import Part, Stat
from dashboard.indicators.periods import Kind, last_ended
from dashboard.indicators.scores import score
from dashboard.privacy.withholding import withheld
from dashboard.schema.accounts import Role

QUARTERS = 4
"""Steps from a rolling year to the one before it: they share no month."""
KEYS = tuple(
    key
    for key, one in CATALOGUE.items()
    if one.stat is Stat.PROPORTION and one.role in (Part.OUTCOME, Part.OUTPUT) and not one.sampled
)
"""What residents have of it and what was done for it; a survey of one month has no course of a year."""


def changes(session: Session, *, day: date, role: Role) -> list[Change]:
    """The shares that reach their base in both, outcomes first, as of the last quarter that is over."""
    now = last_ended(Kind.ROLLING, day)
    periods = [now.step(-QUARTERS), now]
    found = withheld(score(session, dict.fromkeys(KEYS, periods)), role=role)
    known = {(one.key, one.period): one for one in found if not one.stratum and one.value is not None}
    pairs = [[known.get((key, str(one))) for one in periods] for key in KEYS]
    told = [Change(before, after) for before, after in pairs if before and after]
    return sorted(told, key=lambda one: CATALOGUE[one.now.key].role is not Part.OUTCOME)
