"""The demonstration site: everything that a database of a neighbourhood holds, from a fixed seed.

The numbers and words come from data/demo; every figure is synthetic. Records pass their drafts like real
ones. The tables `cell`, `head` and `audit_event` are left to their keepers.
"""

from datetime import date

from sqlmodel import Session

from dashboard.clock import at
from dashboard.intake.demo.decisions import fill_decisions, store_seals
from dashboard.intake.demo.duties import fill_duties
from dashboard.intake.demo.homes import fill_homes
from dashboard.intake.demo.life import fill_life
from dashboard.intake.demo.mediation import fill_mediation
from dashboard.intake.demo.meetings import fill_meetings
from dashboard.intake.demo.money import fill_money
from dashboard.intake.demo.organisations import fill_organisations
from dashboard.intake.demo.renovation import fill_renovation
from dashboard.intake.demo.requests import fill_requests
from dashboard.intake.demo.residents import fill_residents
from dashboard.intake.demo.safety import fill_safety
from dashboard.intake.demo.stories import fill_stories
from dashboard.intake.demo.surveys import fill_surveys
from dashboard.intake.demo.votes import fill_votes
from dashboard.intake.demo.window import window
from dashboard.intake.demo.world import World
from dashboard.schema.accounts import ImportBatch

KIND = "demo"
SUBJECTS = (
    fill_homes,
    fill_residents,
    fill_organisations,
    fill_requests,
    fill_meetings,
    fill_votes,
    fill_decisions,
    fill_stories,
    store_seals,
    fill_safety,
    fill_mediation,
    fill_renovation,
    fill_life,
    fill_surveys,
    fill_money,
    fill_duties,
)


def fill(session: Session, as_of: date, seed: int = 278) -> None:
    """Fill an empty database with the 24 full months before `as_of` (with its month where it ends it).

    The same for the same `as_of` and `seed`. Flushes, never commits.
    """
    batch = ImportBatch(kind=KIND, imported_at=at(as_of, 8))
    session.add(batch)
    session.flush()
    world = World(session=session, window=window(as_of), seed=seed, batch_id=batch.id or 0)
    for subject in SUBJECTS:
        subject(world)
    batch.rows = world.rows
    session.flush()
