"""Looking behind a mask: one record, one class of fields, one reason, noted before anything is shown.

The values themselves are read afterwards by `queries.reveals.opened`, which asks for the noted look.
"""

from datetime import datetime

from sqlmodel import Session

from dashboard.access import Action, Principal
from dashboard.actions.unit_of_work import unit_of_work
from dashboard.errors import NotAllowed
from dashboard.lookups import reveals
from dashboard.schema.history import Reveal, RevealDraft

NOUN = "reveal"


def look(*, session: Session, draft: RevealDraft, by: Principal, now: datetime, key: str) -> Reveal:
    """Note who looks at which fields of which record and why; raises NotFound, NotAllowed, AlreadyDone.

    The trail holds the names of the fields; the reason stands beside it and can be erased.
    """
    with unit_of_work(session, by=by, now=now, key=key) as work:
        here = reveals.places(session, draft.noun, draft.ref)
        open_to = [place for place in here if reveals.may(by, draft.noun, draft.level, courtyard_id=place)]
        if not open_to:
            raise NotAllowed(Action.REVEAL.value)
        event = work.event(
            "reveal",
            noun=draft.noun,
            ref=draft.ref,
            courtyard_id=open_to[0],
            details={"fields": reveals.fields(draft.noun, draft.level)},
            changes_facts=False,
        )
        reveal = work.add(Reveal(seq=event.seq, reason=draft.reason))
        work.made = (NOUN, reveal.id or 0)
        return reveal
