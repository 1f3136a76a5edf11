"""The demonstration's meetings as they would have been run here: past ones frozen, one number corrected
since, the next one called with its first matters."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from dashboard import clock
from dashboard.actions import agenda, demo, records, sittings
from dashboard.actions.unit_of_work import nobodys_deed
from dashboard.briefings import compose
from dashboard.briefings.wording import proposed
from dashboard.i18n import speaking
from dashboard.queries import agenda as proposals
from dashboard.records.work import MEDIATION
from dashboard.schema.accounts import Head
from dashboard.schema.mediation import Mediation
from dashboard.schema.meetings import AgendaDraft, Frozen, Meeting, MeetingDraft, MeetingKind, Stage

AHEAD = timedelta(days=16)
BEGINS = "14:30"
TAKEN = 3
TITLE, PLACE, PRESENTER = "{year}年第{quarter}季度三方联席会", "驿站议事厅", "居委会"
REASON = "补录：协议已按期履行，当时漏登记"


def tell(session: Session, *, as_of: date) -> None:
    """Freeze the past joint meetings, correct one record afterwards, call the next meeting."""
    held = select(Meeting).where(col(Meeting.kind) == MeetingKind.JOINT, col(Meeting.stage) == Stage.HELD)
    past = list(session.execute(held.order_by(col(Meeting.held_on))).scalars())
    _freeze(session, past, as_of=as_of)
    if past:
        _correct(session, before=past[-1].held_on, as_of=as_of)
    _call(session, as_of=as_of)


def _freeze(session: Session, past: list[Meeting], *, as_of: date) -> None:
    """Each as of its own day, at the state of the trail in which the records came in."""
    with nobodys_deed(session, now=clock.day_end(as_of)):
        head = session.get_one(Head, 1)
        for meeting in past:
            at = meeting.opened_at or clock.day_end(meeting.held_on)
            session.add(
                Frozen(
                    meeting_id=meeting.id or 0,
                    at=at,
                    seq=head.seq,
                    revision=head.revision,
                    head=head.hash,
                    body=compose.body(session, meeting.id or 0, at),
                )
            )


def _correct(session: Session, *, before: date, as_of: date) -> None:
    """An agreement that was kept in time and not entered: the number that the meeting saw was too low."""
    missed = select(Mediation).where(
        col(Mediation.due_on) < before.replace(day=1) - timedelta(days=45),
        col(Mediation.due_on) > before - timedelta(days=300),
        col(Mediation.performed_on).is_(None),
    )
    row = session.execute(missed.order_by(col(Mediation.due_on).desc())).scalars().first()
    if row is None:
        return
    records.correct(
        session=session,
        kind=MEDIATION,
        ref=row.id or 0,
        values={"performed_on": row.due_on},
        by=demo.MAKER,
        now=clock.day_end(as_of),
        key="demo-erratum",
        version=row.version,
        reason=REASON,
    )


def _call(session: Session, *, as_of: date) -> None:
    """The next joint meeting with the first matters that the records propose."""
    day, now = as_of + AHEAD, clock.day_end(as_of)
    site_id = session.execute(select(col(Meeting.site_id)).limit(1)).scalar_one()
    title = TITLE.format(year=day.year, quarter=(day.month + 2) // 3)
    when = {"held_on": day, "begins_at": BEGINS, "notice_on": as_of}
    draft = MeetingDraft.check(site_id=site_id, kind=MeetingKind.JOINT, title=title, place=PLACE, **when)
    how: dict[str, Any] = {"session": session, "by": demo.MAKER, "now": now}
    meeting = sittings.call(draft=draft, key="demo-call", **how)
    found = proposals.proposals(session, by=demo.MAKER, meeting_id=meeting.id or 0, today=as_of)
    first_of_each = {one.why: one for one in reversed(found)}
    for place, one in enumerate(list(first_of_each.values())[::-1][:TAKEN], start=1):
        with speaking("zh"):
            title = proposed(one)
        matter = {"title": title, "minutes": 10, "presenter": PRESENTER, "request_id": one.request_id}
        draft_of_it = AgendaDraft.check(meeting_id=meeting.id, position=place, **matter)
        agenda.add(draft=draft_of_it, origin=one.origin, key=f"demo-matter-{place}", **how)
