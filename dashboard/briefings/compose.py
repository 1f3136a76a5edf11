"""From the records to the briefing of one meeting: its slides in the order in which it runs."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlmodel import Session

from dashboard.briefings import apart, changes, numbers, owed, pictured, posts, short, slides, works
from dashboard.briefings.facts import Facts, read
from dashboard.briefings.model import Both, Briefing, Called, Slide, to_json
from dashboard.schema.accounts import Head
from dashboard.schema.meetings import MeetingKind

LEADING: tuple[Callable[[Facts], Iterable[Slide]], ...] = (
    slides.title,
    slides.promises,
    changes.changed,
    slides.attention,
    owed.owed,
    pictured.courtyards,
    pictured.changes,
    numbers.outcomes,
    numbers.charts,
    apart.apart,
    short.short,
    pictured.safety,
    numbers.money,
    works.renovation,
    posts.posts,
    numbers.reports,
)
"""What the joint meeting is told before it decides."""
SHORT = (slides.title, slides.promises, changes.changed, slides.attention, numbers.outcomes)
DECIDING = (slides.agenda, slides.matters, slides.resolutions)


def briefing(session: Session, *, meeting_id: int, at: datetime) -> Briefing:
    """The briefing of a meeting from what the records hold now, as of the day of the meeting."""
    facts = read(session, meeting_id=meeting_id)
    head = session.get(Head, 1)
    meeting = facts.meeting
    return Briefing(
        meeting=Called(
            id=meeting["id"],
            kind=str(meeting["kind"]),
            title=meeting["title"],
            place=meeting["place"] or "",
            held_on=meeting["held_on"],
            courtyard_id=meeting["courtyard_id"],
            site=Both(meeting["name_zh"], meeting["name_en"]),
            is_demo=bool(meeting["is_demo"]),
        ),
        at=at,
        revision=head.revision if head else 0,
        seq=head.seq if head else 0,
        head=head.hash if head else "",
        since=facts.since,
        scores=facts.told,
        slides=tuple(_slides(facts)),
    )


def body(session: Session, meeting_id: int, at: datetime) -> dict[str, object]:
    """The briefing as plain JSON, as it is frozen when the meeting opens."""
    return to_json(briefing(session, meeting_id=meeting_id, at=at))


def _slides(facts: Facts) -> Iterator[Slide]:
    leading = LEADING if facts.meeting["kind"] == MeetingKind.JOINT else SHORT
    for make in (*leading, *DECIDING):
        yield from make(facts)
