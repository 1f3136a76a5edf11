"""The numbers that records of a table count towards, in the periods that hold a day."""

from datetime import date

from sqlmodel import Session

from dashboard.indicators import cells
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import containing
from dashboard.indicators.scores import Score, score
from dashboard.privacy.withholding import withheld
from dashboard.schema.accounts import Role


def counted(session: Session, *, table: str, day: date, role: Role) -> list[Score]:
    """The whole site's scores, one for each indicator that reads the table, as a role may see them.

    A period that still runs is told as it stands: what was just entered is in it.
    """
    wanted = {
        key: [containing(CATALOGUE[key].shown[Level.SITE], day)]
        for key in cells.moved_by(table)
        if Level.SITE in CATALOGUE[key].shown
    }
    # What is withheld depends on the strata, which are dropped only afterwards.
    return [one for one in withheld(score(session, wanted), role=role) if not one.stratum]
