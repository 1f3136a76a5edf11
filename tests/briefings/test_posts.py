"""The slide of one core and many bodies: seats and terms counted from the rows themselves."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session

from dashboard.briefings import facts, posts
from dashboard.briefings.deck import Show, deck
from dashboard.briefings.facts import Offices
from dashboard.briefings.model import Briefing, Called, Slide
from dashboard.clock import at
from dashboard.i18n import _, speaking
from dashboard.queries.organisations import SOON
from dashboard.schema.meetings import Meeting

IN_OFFICE = (
    "select organisation_id, person_id, until from term"
    " where since <= :day and until >= :day and (ended_on is null or ended_on >= :day)"
)


def made(met: Session, meeting: int) -> Slide:
    (slide,) = posts.posts(facts.read(met, meeting_id=meeting))
    return slide


def test_every_empty_seat_is_a_dot_beside_those_in_office(
    met: Session, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posts, "LINES", 99)
    day = met.get_one(Meeting, held).held_on
    in_office = met.execute(text(IN_OFFICE), {"day": day.isoformat()}).all()
    people = Counter(body for body, _person in {(one.organisation_id, one.person_id) for one in in_office})
    bodies = met.execute(
        text(
            "select id, name_zh, seats from organisation where seats is not null and since <= :day"
            " and (until is null or until >= :day)"
        ),
        {"day": day.isoformat()},
    ).all()
    empty = {one.name_zh: (people[one.id], one.seats - people[one.id]) for one in bodies}
    expected = {name: counts for name, counts in empty.items() if counts[1] > 0}
    slide = made(met, held)
    assert len(expected) > 3
    assert {one.name.zh: (one.hits, one.misses) for one in slide.units} == expected
    assert slide.sentence.zh.startswith(f"{sum(misses for _hits, misses in expected.values())}个席位空缺。")
    ending = [one for one in in_office if one.until <= (day + timedelta(days=SOON)).isoformat()]
    assert ending
    assert slide.sentence.zh.endswith(f"{SOON}天内有{len(ending)}人任期届满。")
    for row, one in zip(slide.rows, slide.units, strict=True):
        assert [cell.en for cell in row.cells[1:]] == [
            str(one.hits),
            str(one.hits + one.misses),
            str(one.misses),
        ]


def test_it_names_bodies_and_posts_and_no_person(met: Session, held: int) -> None:
    slide = made(met, held)
    unfilled = facts.read(met, meeting_id=held).site.offices.unfilled
    assert unfilled
    for one in unfilled:
        assert one.name_zh in slide.sentence.zh
        assert one.name_en in slide.sentence.en
    names = met.execute(text("select name from person")).scalars().all()
    assert len(names) > 50
    assert not [name for name in names if name in repr(slide)]


def test_where_nobody_is_missing_there_is_no_such_slide(met: Session, held: int) -> None:
    read = facts.read(met, meeting_id=held)
    whole = replace(read, site=replace(read.site, offices=Offices([], [], 0)))
    assert not list(posts.posts(whole))
    (only_terms,) = posts.posts(replace(read, site=replace(read.site, offices=Offices([], [], 2))))
    assert (only_terms.units, only_terms.rows) == ((), ())
    assert only_terms.sentence.en == f"2 terms end within {SOON} days."


def test_the_dots_are_called_what_they_are(met: Session, held: int) -> None:
    day = met.get_one(Meeting, held).held_on
    called = Called(id=1, kind="joint", title="会", place="", held_on=day)
    briefing = Briefing(meeting=called, at=at(day), revision=1, seq=1, head="", slides=(made(met, held),))
    with speaking("zh"):
        drawn = deck(briefing, Show())
        assert ("在任" in drawn, "空缺" in drawn) == (True, True)
        assert _("not so") not in drawn
