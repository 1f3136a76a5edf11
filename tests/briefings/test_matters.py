"""What a matter's slide tells: since when it waits, as the records of where it came from say."""

from datetime import timedelta

from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import facts, slides
from dashboard.i18n import speaking
from dashboard.indicators.sentences import day_words
from dashboard.schema.meetings import AgendaItem
from tests import lookups


def sentences(met: Session, meeting: int, *items: AgendaItem) -> list[str]:
    """The sentences of some matters that are put on the agenda of a meeting, after those that are there."""
    there = lookups.answer(met, "select count(*) from agenda_item where meeting_id = :id", id=meeting)
    for position, item in enumerate(items, start=there + 1):
        item.meeting_id, item.position = meeting, position
        met.add(item)
    met.flush()
    found = list(slides.matters(facts.read(met, meeting_id=meeting)))
    assert len(found) == there + len(items)
    return [one.sentence.zh for one in found[there:]]


def test_a_hazard_tells_its_days_and_how_late_it_is(met: Session, ahead: int) -> None:
    hazard = lookups.open_hazard(met, courtyard=6)
    found = lookups.day(lookups.answer(met, "select found_on from hazard where id = :id", id=hazard))
    held = lookups.day(lookups.answer(met, "select held_on from meeting where id = :id", id=ahead))
    due = max(found, held - timedelta(days=12))
    met.execute(
        text("update hazard set due_on = :due where id = :id"), {"id": hazard, "due": due.isoformat()}
    )
    (told,) = sentences(met, ahead, AgendaItem(title="6号院：隐患", origin=f"hazard:{hazard}"))
    with speaking("zh"):
        said = f"{day_words(found)}发现，应于{day_words(due)}前整改"
    assert f"{said} · 逾期{(held - due).days}天" in told


def test_a_request_tells_who_stands_behind_it_once_they_are_several(met: Session, ahead: int) -> None:
    request, accepted = lookups.answer(met, "select id, accepted_on from request order by id desc limit 1")
    homes = met.execute(text("select id from household order by id limit 3")).scalars().all()
    said = []
    for home in homes:
        met.execute(
            text(
                "insert into support (version, request_id, household_id, supported_on)"
                " values (1, :request, :home, :day)"
            ),
            {"request": request, "home": home, "day": accepted},
        )
        said += sentences(met, ahead, AgendaItem(title="停车", request_id=request))
    with speaking("zh"):
        asked = f"{day_words(lookups.day(accepted))}提出"
    assert all(asked in one for one in said)
    assert ["户联名" in one for one in said] == [False, False, True]


def test_what_comes_from_nowhere_is_only_numbered(met: Session, ahead: int) -> None:
    (told,) = sentences(met, ahead, AgendaItem(title="大家的事"))
    assert "·" not in told
