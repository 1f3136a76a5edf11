"""Who took part and who served: changes add up, the cells follow, and who may."""

import json
from datetime import date, timedelta

import pytest
from sqlmodel import col, select

from dashboard.actions import participation, records
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound
from dashboard.indicators import cells
from dashboard.records.work import ACTIVITY
from dashboard.schema.accounts import AuditEvent
from dashboard.schema.activities import GuestsDraft, Participation, ServiceDraft
from dashboard.schema.people import Resident
from dashboard.schema.places import Household
from tests.actions.loop import key
from tests.actions.test_meetings import HELD, NOW, assert_as_made_from_nothing, counted, problems
from tests.sites import CANARY_NAME, LEADER, OFFICE, PUBLIC, SINCE


def activity(session, hamlet, *, which: int | None = 0, **given):
    """A cleaning day of a courtyard, or (`which=None`) of the whole site."""
    values = {
        "courtyard_id": None if which is None else hamlet.courtyards[which],
        "kind": "culture",
        "title": "院坝歌会",
        "held_on": HELD,
    }
    return records.create(
        session=session, kind=ACTIVITY, values=values | given, by=OFFICE, now=NOW, key=key()
    )


def take_part(session, row, came=(), stayed_away=(), *, by=OFFICE, form=None):
    draft = GuestsDraft.check(activity_id=row.id, came=tuple(came), stayed_away=tuple(stayed_away))
    return participation.take_part(session=session, draft=draft, by=by, now=NOW, key=form or key())


def serve(session, row, person, minutes, *, by=OFFICE, form=None, household_id=None):
    draft = ServiceDraft.check(
        activity_id=row.id,
        household_id=household_id or person.household_id,
        resident_id=person.id,
        minutes=minutes,
    )
    return participation.serve(session=session, draft=draft, by=by, now=NOW, key=form or key())


def resident(session, household_id, *, born_year=1960, name=CANARY_NAME, **given) -> Resident:
    row = Resident(household_id=household_id, name=name, born_year=born_year, **{"since": SINCE} | given)
    session.add(row)
    session.flush()
    cells.touch(session, "resident", first=SINCE, now=NOW)
    return row


def there(session, row) -> list[tuple[int, int | None, int]]:
    columns = Participation.household_id, Participation.resident_id, Participation.served_minutes
    found = select(*columns).where(col(Participation.activity_id) == row.id)
    return sorted(tuple(one) for one in session.exec(found))


def test_what_two_people_enter_adds_up_and_the_cells_follow(session, hamlet):
    first, second, third = hamlet.households[0]
    row = activity(session, hamlet)
    take_part(session, row, [first, second], by=hamlet.committee())
    take_part(session, row, [second, third], [first])
    assert there(session, row) == [(second, None, 0), (third, None, 0)]
    assert counted(session, "household_participation", "R2026-Q3") == (2, 6)
    assert counted(session, "culture_reach", "R2026-Q3") == (2, 6)
    assert_as_made_from_nothing(session)
    take_part(session, row, stayed_away=[second, third])
    assert there(session, row) == []
    assert_as_made_from_nothing(session)


def test_hours_said_again_replace_and_none_takes_them_back(session, hamlet):
    home = hamlet.households[0][0]
    one, other = resident(session, home), resident(session, home, name=None)
    row = activity(session, hamlet, kind="volunteer")
    serve(session, row, one, 30, by=hamlet.committee())
    serve(session, row, other, 120)
    assert counted(session, "volunteer_rate", "R2026-Q3") == (1, 2)
    serve(session, row, one, 60)
    assert there(session, row) == [(home, one.id, 60), (home, other.id, 120)]
    assert counted(session, "volunteer_rate", "R2026-Q3") == (2, 2)
    assert counted(session, "household_participation", "R2026-Q3") == (1, 6)
    assert_as_made_from_nothing(session)
    for person in (one, other):
        serve(session, row, person, 0)
    assert there(session, row) == []
    assert_as_made_from_nothing(session)


def test_a_household_whose_hours_stand_took_part(session, hamlet):
    home = hamlet.households[0][0]
    one, row = resident(session, home), activity(session, hamlet)
    serve(session, row, one, 60)
    take_part(session, row, [home])
    assert there(session, row) == [(home, one.id, 60)]
    with pytest.raises(InvalidDraft) as told:
        take_part(session, row, stayed_away=[home])
    assert problems(told) == {("household_id", "hours_stand")}


@pytest.mark.parametrize(
    ("minutes", "born_year", "code"),
    [(60, 2009, "adults_only"), (60, 2008, None), (24 * 60 + 1, 1960, "less_than_equal")],
)
def test_hours_are_kept_of_adults_and_fit_into_a_day(session, hamlet, minutes, born_year, code):
    person, row = resident(session, hamlet.households[0][0], born_year=born_year), activity(session, hamlet)
    if code is None:
        serve(session, row, person, minutes)
        return
    with pytest.raises(InvalidDraft) as told:
        serve(session, row, person, minutes)
    assert [one.code for one in told.value.problems] == [code]


def test_who_served_lived_in_the_flat_on_the_day(session, hamlet):
    first, second, _third = hamlet.households[0]
    row = activity(session, hamlet)
    gone = resident(session, first, until=HELD - timedelta(days=1))
    for person, flat in ((gone, first), (resident(session, first), second)):
        with pytest.raises(InvalidDraft) as told:
            serve(session, row, person, 60, household_id=flat)
        assert problems(told) == {("resident_id", "not_of_this_flat")}


def test_only_flats_of_the_courtyard_that_were_there(session, hamlet):
    row, elsewhere = activity(session, hamlet), hamlet.households[1][0]
    gone = session.get_one(Household, hamlet.households[0][2])
    gone.until = HELD - timedelta(days=1)
    session.flush()
    for flat in (elsewhere, gone.id, 999):
        with pytest.raises(InvalidDraft) as told:
            take_part(session, row, [flat])
        assert problems(told) == {("household_id", "not_in_courtyard")}
    with pytest.raises(InvalidDraft):
        serve(session, row, resident(session, elsewhere), 60)
    with pytest.raises(InvalidDraft) as told:
        take_part(session, row, [elsewhere], [elsewhere])
    assert problems(told) == {("household_id", "came_and_stayed_away")}


def test_an_activity_of_the_whole_site_takes_every_flat_from_the_office_alone(session, hamlet):
    row = activity(session, hamlet, which=None)
    flats = [hamlet.households[0][0], hamlet.households[1][0]]
    take_part(session, row, flats)
    assert [flat for flat, _who, _minutes in there(session, row)] == flats
    assert_as_made_from_nothing(session)
    with pytest.raises(NotAllowed):
        take_part(session, row, [hamlet.households[0][1]], by=hamlet.committee())
    with pytest.raises(NotAllowed):
        serve(session, row, resident(session, flats[0]), 60, by=hamlet.committee())


def test_nobody_else_enters_who_took_part(session, hamlet):
    row, person = activity(session, hamlet), resident(session, hamlet.households[0][0])
    for by in (LEADER, PUBLIC, hamlet.company(), hamlet.committee(1)):
        with pytest.raises(NotAllowed):
            take_part(session, row, [person.household_id], by=by)
        with pytest.raises(NotAllowed):
            serve(session, row, person, 60, by=by)
    draft = GuestsDraft.check(activity_id=999, came=(person.household_id,))
    with pytest.raises(NotFound):
        participation.take_part(session=session, draft=draft, by=OFFICE, now=NOW, key=key())


def test_a_drawn_form_is_saved_once_and_the_trail_tells_counts(session, hamlet):
    row, person = activity(session, hamlet), resident(session, hamlet.households[0][0])
    take_part(session, row, hamlet.households[0][1:], form="one")
    with pytest.raises(AlreadyDone) as done:
        take_part(session, row, stayed_away=hamlet.households[0][1:], form="one")
    assert (done.value.noun, done.value.ref) == ("activity", row.id)
    serve(session, row, person, 90, form="two")
    with pytest.raises(AlreadyDone):
        serve(session, row, person, 0, form="two")
    events = session.exec(select(AuditEvent).order_by(col(AuditEvent.seq).desc()).limit(2)).all()
    assert [(one.verb, one.details) for one in events] == [
        ("serve", {"served": 1}),
        ("take_part", {"came": 2, "taken_back": 0}),
    ]
    told = json.dumps([one.details for one in events], ensure_ascii=False)
    assert not any(value in told for value in (CANARY_NAME, "90"))


def test_when_the_day_is_put_right_who_took_part_follows(session, hamlet):
    person, row = resident(session, hamlet.households[0][0]), activity(session, hamlet)
    take_part(session, row, hamlet.households[0][1:])
    serve(session, row, person, 60)
    how = {"session": session, "kind": ACTIVITY, "ref": row.id, "by": OFFICE, "now": NOW}
    earlier = date(2026, 5, 30)
    records.correct(values={"held_on": earlier}, reason="日期", key=key(), version=row.version, **how)
    days = select(Participation.took_part_on).where(col(Participation.activity_id) == row.id)
    assert set(session.exec(days)) == {earlier}
    assert_as_made_from_nothing(session)
    records.undo(key=key(), version=row.version, **how)
    assert set(session.exec(days)) == {HELD}
    assert_as_made_from_nothing(session)


@pytest.mark.parametrize("emptied", [False, True])
def test_an_activity_is_withdrawn_once_nobody_is_in_it(session, hamlet, emptied):
    row = activity(session, hamlet)
    take_part(session, row, hamlet.households[0][:1])
    how = {"session": session, "kind": ACTIVITY, "ref": row.id, "by": OFFICE, "now": NOW}
    if emptied:
        take_part(session, row, stayed_away=hamlet.households[0][:1])
        assert records.withdraw(reason="重复", key=key(), version=row.version, **how) == row.id
        return
    with pytest.raises(InvalidDraft) as told:
        records.withdraw(reason="重复", key=key(), version=row.version, **how)
    assert problems(told) == {("reason", "others_refer_to_it")}
