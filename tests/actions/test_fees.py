"""Fees of a month: what each verb writes and refuses, who may, and that the indicator follows."""

import json
from datetime import date

import pytest
from sqlmodel import col, func, select

from dashboard.access import POLICY, Action, Principal, Scope
from dashboard.actions import fees
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound, OutOfTurn, StaleVersion
from dashboard.rules.fees import MOST
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role
from dashboard.schema.cells import Cell
from dashboard.schema.history import RecordChange
from dashboard.schema.money import Fee, MonthDraft
from tests.actions.loop import key
from tests.actions.test_hazards import assert_as_made_from_nothing, problems
from tests.sites import OFFICE

NOW = at(date(2026, 9, 20))
AUGUST, SEPTEMBER = date(2026, 8, 1), date(2026, 9, 1)
PAID_ON = date(2026, 9, 12)


def enter(session, hamlet, *rows, month=SEPTEMBER, which=0, by=OFFICE, form=None, sure=False) -> list[Fee]:
    given = {"courtyard_id": hamlet.courtyards[which], "month": month, "rows": rows, "sure": sure}
    return fees.enter(session=session, draft=MonthDraft.check(**given), by=by, now=NOW, key=form or key())


def row(hamlet, flat=0, *, due=3600, which=0, **given):
    return {"household_id": hamlet.households[which][flat], "due": due} | given


def paid(fee: Fee, **given):
    about = {"household_id": fee.household_id, "fee_id": fee.id, "version": fee.version}
    return about | {"due": fee.due, "paid": fee.due, "paid_on": PAID_ON} | given


def repeat(session, hamlet, *, month=SEPTEMBER, which=0, by=OFFICE, form=None) -> list[Fee]:
    where = {"courtyard_id": hamlet.courtyards[which], "month": month}
    return fees.repeat(session=session, **where, by=by, now=NOW, key=form or key())


def collected(session) -> dict[str, tuple[int, int]]:
    """Stratum → fen (households) paid and due in the third quarter."""
    found = session.execute(
        select(col(Cell.stratum), func.sum(Cell.part), func.sum(Cell.whole))
        .where(col(Cell.key) == "fee_collection", col(Cell.period) == "2026-Q3")
        .group_by(col(Cell.stratum))
    )
    return {stratum: (part, whole) for stratum, part, whole in found}


def changes(session) -> list[tuple[int, dict]]:
    rows = session.exec(select(RecordChange).where(RecordChange.noun == "fee").order_by(RecordChange.id))
    return [(one.ref, one.values) for one in rows]


def test_bills_are_made_paid_and_counted(session, hamlet):
    first, second = enter(session, hamlet, row(hamlet), row(hamlet, 1, due=4000), month=AUGUST)
    assert (first.due_on, first.due, first.paid, first.version) == (date(2026, 8, 31), 3600, 0, 1)
    assert collected(session) == {"yuan": (0, 7600), "households": (0, 2)}
    enter(session, hamlet, paid(first), paid(second, paid=1000), month=AUGUST)
    assert (first.paid, first.paid_on, first.version) == (3600, PAID_ON, 2)
    assert collected(session) == {"yuan": (4600, 7600), "households": (1, 2)}
    assert_as_made_from_nothing(session, NOW)


def test_a_bill_counts_from_its_day_on(session, hamlet):
    enter(session, hamlet, row(hamlet))
    assert collected(session) == {}
    assert_as_made_from_nothing(session, at(date(2026, 10, 1)))
    assert collected(session) == {"yuan": (0, 3600), "households": (0, 1)}


def test_every_changed_fee_has_its_event_and_its_values_before_and_after(session, hamlet):
    first, second = enter(session, hamlet, row(hamlet), row(hamlet, 1))
    enter(session, hamlet, paid(first), paid(second, paid=0, paid_on=None))
    told = changes(session)
    assert [ref for ref, _values in told] == [first.id, second.id, first.id]
    assert told[0][1] == {
        "household_id": [None, first.household_id],
        "due_on": [None, "2026-09-30"],
        "due": [None, 3600],
        "paid": [None, 0],
    }
    assert told[2][1] == {"paid": [0, 3600], "paid_on": [None, "2026-09-12"]}
    events = session.exec(select(AuditEvent).order_by(AuditEvent.seq)).all()
    assert [(one.verb, one.noun, one.ref) for one in events] == [("enter", "fee", ref) for ref, _ in told]
    assert events[2].details == {"fields": ["paid", "paid_on"]}
    assert "3600" not in json.dumps([one.details for one in events])
    assert events[2].courtyard_id == hamlet.courtyards[0]
    assert second.version == 1


def test_one_stale_row_keeps_all_from_being_written_and_holds_both_versions(session, hamlet):
    first, second = enter(session, hamlet, row(hamlet), row(hamlet, 1))
    mine = [paid(first, paid=100), paid(second)]
    enter(session, hamlet, paid(first))
    with pytest.raises(StaleVersion) as error:
        enter(session, hamlet, *mine)
    home = str(first.household_id)
    assert error.value.theirs == {home: {"due": 3600, "paid": 3600, "paid_on": PAID_ON}}
    assert error.value.mine == {home: {"due": 3600, "paid": 100, "paid_on": PAID_ON}}
    assert (first.paid, second.paid, second.version) == (3600, 0, 1)


def test_a_bill_that_somebody_made_meanwhile_is_not_made_twice(session, hamlet):
    enter(session, hamlet, row(hamlet, due=100))
    with pytest.raises(StaleVersion) as error:
        enter(session, hamlet, row(hamlet, due=200))
    assert [one["due"] for one in error.value.theirs.values()] == [100]
    assert session.exec(select(func.count()).select_from(Fee)).one() == 1


def test_a_double_click_saves_once(session, hamlet):
    made = enter(session, hamlet, row(hamlet), form="once")
    with pytest.raises(AlreadyDone) as error:
        enter(session, hamlet, row(hamlet), form="once")
    assert (error.value.noun, error.value.ref) == ("fee", made[0].id)


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"paid": 100, "paid_on": date(2026, 9, 21)}, ("paid_on", "in_the_future")),
        ({"paid": 100, "paid_on": None}, ("paid_on", "payment_without_day")),
        ({"paid": 0, "paid_on": PAID_ON}, ("paid_on", "day_without_payment")),
        ({"paid": 1, "paid_on": date(2025, 8, 30)}, ("paid_on", "paid_long_before_due")),
        ({"due": MOST + 1}, ("due", "amount_cannot_be")),
        ({"paid": 3601, "paid_on": PAID_ON}, ("paid", "paid_more_than_due")),
    ],
)
def test_what_cannot_be_is_refused_by_flat(session, hamlet, given, problem):
    with pytest.raises(InvalidDraft) as error:
        enter(session, hamlet, row(hamlet, 1), row(hamlet, **given))
    name, code = problem
    assert problems(error) == {(f"{hamlet.households[0][0]}.{name}", code)}
    assert not session.exec(select(Fee)).all()


@pytest.mark.parametrize("given", [{"due": -1}, {"due": 0.5}, {"due": "viel"}, {"paid": None}, {"extra": 1}])
def test_amounts_are_whole_fen(hamlet, given):
    with pytest.raises(InvalidDraft):
        MonthDraft.check(courtyard_id=1, month=SEPTEMBER, rows=[row(hamlet) | given])


def test_what_is_odd_is_asked_about_once_and_not_refused(session, hamlet):
    enter(session, hamlet, row(hamlet, due=1000), month=AUGUST)
    with pytest.raises(InvalidDraft) as error:
        enter(session, hamlet, row(hamlet, due=3001))
    assert {code for _name, code in problems(error)} == {"due_far_from_before"}
    (fee,) = enter(session, hamlet, row(hamlet, due=3001), sure=True)
    enter(session, hamlet, paid(fee))
    with pytest.raises(InvalidDraft):
        enter(session, hamlet, paid(fee, paid=9000))
    enter(session, hamlet, paid(fee, paid=9000), sure=True)
    assert fee.paid == 9000


def test_rows_are_flats_of_the_courtyard_and_fees_of_the_month(session, hamlet):
    (there,) = enter(session, hamlet, row(hamlet))
    with pytest.raises(InvalidDraft) as error:
        enter(session, hamlet, row(hamlet, which=1))
    assert {code for _name, code in problems(error)} == {"not_in_courtyard"}
    with pytest.raises(NotFound):
        enter(session, hamlet, paid(there), month=AUGUST)
    with pytest.raises(NotFound):
        enter(session, hamlet, paid(there, household_id=hamlet.households[0][1]))
    with pytest.raises(InvalidDraft) as error:
        enter(session, hamlet, paid(there), paid(there, paid=1))
    assert {code for _name, code in problems(error)} == {"flat_twice"}
    with pytest.raises(InvalidDraft) as error:
        enter(session, hamlet, paid(there, paid=0, paid_on=None))
    assert problems(error) == {("rows", "nothing_changed")}


@pytest.mark.parametrize("month", [date(2026, 10, 1), date(2025, 6, 1), date(2026, 9, 2)])
def test_months_are_those_of_the_records(session, hamlet, month):
    for verb in (
        lambda: enter(session, hamlet, row(hamlet), month=month),
        lambda: repeat(session, hamlet, month=month),
    ):
        with pytest.raises(InvalidDraft) as error:
            verb()
        assert {name for name, _code in problems(error)} == {"month"}


def test_a_month_is_made_like_the_last_one(session, hamlet):
    first, second = enter(session, hamlet, row(hamlet), row(hamlet, 1, due=4100), month=AUGUST)
    first.due_on = second.due_on = date(2026, 8, 15)
    enter(session, hamlet, paid(first, paid_on=date(2026, 8, 20)), month=AUGUST)
    enter(session, hamlet, row(hamlet, due=3000))
    (made,) = repeat(session, hamlet)
    assert (made.household_id, made.due, made.paid, made.due_on) == (
        second.household_id,
        4100,
        0,
        date(2026, 9, 15),
    )
    last = session.exec(select(AuditEvent).order_by(col(AuditEvent.seq).desc())).first()
    assert (last.verb, last.ref) == ("bill", made.id)
    assert_as_made_from_nothing(session, NOW)
    with pytest.raises(OutOfTurn):
        repeat(session, hamlet)
    with pytest.raises(OutOfTurn):
        repeat(session, hamlet, which=1)


def test_bills_fall_due_on_the_day_they_did_before(session, hamlet):
    (august,) = enter(session, hamlet, row(hamlet), month=AUGUST)
    august.due_on = date(2026, 8, 15)
    session.flush()
    assert [one.due_on for one in repeat(session, hamlet)] == [date(2026, 9, 15)]


@pytest.mark.parametrize("role", Role)
def test_who_may(session, hamlet, role):
    """The office alone, and it everywhere."""
    home = {Role.COMMITTEE: {"courtyard_id": hamlet.courtyards[0]}}.get(role, {})
    by = Principal(PrincipalKind.USER, role, **home)
    enter(session, hamlet, row(hamlet), month=AUGUST)
    verbs = [lambda: repeat(session, hamlet, by=by), lambda: enter(session, hamlet, row(hamlet, 2), by=by)]
    assert (POLICY[Action.RECORD_FEES].get(role) is Scope.ANY) == (role is Role.OFFICE)
    for verb in verbs:
        if role is Role.OFFICE:
            assert verb()
        else:
            with pytest.raises(NotAllowed):
                verb()
