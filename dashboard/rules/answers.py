"""What a resident may answer by a link about a request that was closed."""

from enum import StrEnum

from dashboard.schema.requests import Outcome, RequestStatus


class Said(StrEnum):
    """Is it solved? Partly is no: it counts as not solved, and the answer says so."""

    SOLVED = "solved"
    PARTLY = "partly"
    UNSOLVED = "unsolved"


OUTCOMES = {Said.SOLVED: Outcome.SOLVED, Said.PARTLY: Outcome.UNSOLVED, Said.UNSOLVED: Outcome.UNSOLVED}
WAITS = (RequestStatus.CLOSED,)
"""Where a request stands while its resident is to be asked."""
