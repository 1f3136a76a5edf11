"""The numbers that records of a table count towards, in the periods that hold a day."""

from datetime import date

from sqlmodel import Session

from dashboard.indicators import cells
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level, Shape
from dashboard.indicators.periods import containing
from dashboard.indicators.scores import Score, score
from dashboard.privacy.withholding import withheld
from dashboard.schema.accounts import Role


def counted(session: Session, *, table: str, day: date, today: date, role: Role) -> list[Score]:
    """The whole site's scores, one for each indicator that reads the table, as a role may see them.

    What happened on a day is told for the period that holds it, what stands (who is in office, what is done)
    for the one that runs: what was just entered is in it.
    """
    wanted = {}
    for key in cells.moved_by(table):
        kind = CATALOGUE[key].shown.get(Level.SITE)
        if kind is not None:
            wanted[key] = [containing(kind, today if CATALOGUE[key].shape is Shape.STATE else day)]
    # What is withheld depends on the strata, which are dropped only afterwards.
    return [one for one in withheld(score(session, wanted), role=role) if not one.stratum]
