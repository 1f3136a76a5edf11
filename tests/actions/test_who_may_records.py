"""Who may record, correct and look at every kind of record, for every role and place, as written by hand."""

from datetime import timedelta
from typing import Any

import pytest

from dashboard.access import Action
from dashboard.actions import records
from dashboard.errors import InvalidDraft, NotAllowed, NotFound, OutOfTurn
from dashboard.queries import records as reads
from dashboard.records.catalogue import KINDS
from dashboard.schema.accounts import Role
from dashboard.schema.base import Privacy
from tests.actions import loop, village
from tests.actions.village import (
    CORRECTED,
    DONE,
    FOLLOWED,
    NOW,
    P1,
    PLACES,
    REFUSED,
    RIGHTS,
    SECRET,
    TODAY,
    Do,
    Village,
    granted,
    tried,
)
from tests.sites import OFFICE

CREATE = {"request": Action.REGISTER_REQUEST}
"""Making one asks for another right than correcting it."""
WITHDRAWABLE = [noun for noun in RIGHTS if noun not in ("request", "seal_use")]
IMPOSSIBLE = {("withdraw", "request"): OutOfTurn} | {
    ("follow_up", noun): InvalidDraft for noun in RIGHTS if noun not in FOLLOWED
}
"""What nobody can do, and what those are told who might."""


@pytest.fixture
def place(session, hamlet) -> Village:
    return village.settled(session, hamlet)


def create(place: Village, noun: str, where: str) -> Do:
    return lambda by: village.made(place, noun, where, by)


def follow_up(place: Village, noun: str, where: str) -> Do:
    return _verb(place, records.follow_up, noun, where, values=FOLLOWED.get(noun, {}))


def correct(place: Village, noun: str, where: str) -> Do:
    return _verb(place, records.correct, noun, where, values=CORRECTED[noun], reason="看错了")


def undo(place: Village, noun: str, where: str) -> Do:
    ref = village.made(place, noun, where)
    _verb(place, records.correct, noun, where, ref, values=CORRECTED[noun], reason="看错了")(OFFICE)
    return _verb(place, records.undo, noun, where, ref)


def withdraw(place: Village, noun: str, where: str) -> Do:
    return _verb(place, records.withdraw, noun, where, reason="重复登记")


def restore(place: Village, noun: str, where: str) -> Do:
    ref = village.made(place, noun, where)
    _verb(place, records.withdraw, noun, where, ref, reason="重复登记")(OFFICE)
    how = {"session": place.session, "kind": KINDS[noun], "ref": ref, "now": NOW}
    return lambda by: records.restore(by=by, key=loop.key(), **how)


VERBS = {one.__name__: one for one in (create, follow_up, correct, undo, withdraw, restore)}


def _verb(place: Village, verb: Do, noun: str, where: str, ref: int | None = None, **given: Any) -> Do:
    """A step of a record, made where none is given, to be taken by anybody."""
    ref = ref or village.made(place, noun, where)
    version = place.session.get_one(KINDS[noun].table, ref).version
    how = {"session": place.session, "kind": KINDS[noun], "ref": ref, "now": NOW, "version": version}
    return lambda by: verb(by=by, key=loop.key(), **how, **given)


def test_every_kind_and_every_right_has_its_line():
    assert set(RIGHTS) == set(KINDS) == set(CORRECTED) == set(PLACES)
    assert {noun: (kind.see, kind.record) for noun, kind in KINDS.items()} == RIGHTS
    assert {noun for noun, kind in KINDS.items() if kind.later} == set(FOLLOWED)


@pytest.mark.parametrize(
    ("verb", "noun"),
    [(verb, noun) for verb in VERBS for noun in (WITHDRAWABLE if verb == "restore" else RIGHTS)],
)
def test_a_record_is_written_by_whom_the_table_says_and_by_nobody_else(place, verb, noun):
    action = CREATE.get(noun, RIGHTS[noun][1]) if verb == "create" else RIGHTS[noun][1]
    told, expected = {}, {}
    for where in PLACES[noun]:
        do = VERBS[verb](place, noun, where)
        for role in Role:
            told[where, role.value] = tried(place, do, role, told=IMPOSSIBLE.get((verb, noun), ()))
            expected[where, role.value] = DONE if granted(action, role, where) else REFUSED
    assert told == expected


@pytest.mark.parametrize("noun", RIGHTS)
def test_a_committee_moves_no_record_to_another_courtyard_and_names_nothing_of_it(place, noun):
    if not granted(RIGHTS[noun][1], Role.COMMITTEE, "own"):
        return
    by, elsewhere = place.who(Role.COMMITTEE), place.at("other")
    homes = {"household_id": place.hamlet.households[1][0], "organisation_id": place.bodies["other"]}
    people = dict.fromkeys(("first_approver_id", "applicant_id", "keeper_id"), place.officers["other"][0])
    asked = {name for name in KINDS[noun].names if not KINDS[noun].field(name).fixed}
    forged = {"courtyard_id": elsewhere} | {k: v for k, v in (homes | people).items() if k in asked}
    ref = village.made(place, noun, "own")
    for name, value in forged.items():
        do = _verb(place, records.correct, noun, "own", ref, values={name: value}, reason="改到别院")
        before = village.everything(place.session)
        with pytest.raises(InvalidDraft) as told:
            do(by)
        assert told.value.problems[0].code in ("another_verb", "not_offered", "not_in_courtyard"), name
        assert village.everything(place.session) == before


@pytest.mark.parametrize("noun", RIGHTS)
def test_a_record_and_its_history_are_read_by_whom_the_table_says(place, noun):
    see, record = RIGHTS[noun]
    told, expected = {}, {}
    refs = {where: stood(place, noun, where) for where in PLACES[noun]}
    for where in PLACES[noun]:
        for role in Role:
            sees, writes = granted(see, role, where), granted(record, role, where)
            found = looks(place, noun, where, role, refs[where])
            told[where, role.value] = {name: bool(got) for name, got in found.items()}
            expected[where, role.value] = dict.fromkeys(found, writes) | {"one": sees, "listed": sees}
            shown_to_nobody(role, noun, found)
    assert told == expected


def stood(place: Village, noun: str, where: str) -> tuple[int, int]:
    """Two records there: one that was withdrawn where that can be, one that was corrected; their ids."""
    gone = village.made(place, noun, where) if noun in WITHDRAWABLE else 0
    if gone:
        _verb(place, records.withdraw, noun, where, gone, reason="重复登记")(OFFICE)
    ref = village.made(place, noun, where)
    _verb(place, records.correct, noun, where, ref, values=CORRECTED[noun], reason="看错了")(OFFICE)
    return ref, gone


def looks(place: Village, noun: str, where: str, role: Role, refs: tuple[int, int]) -> dict[str, Any]:
    """What each read gives somebody of a record; nothing where it is refused."""
    ref, gone = refs
    how = {"session": place.session, "by": place.who(role), "kind": KINDS[noun]}
    here = {"courtyard_id": place.at(where)} if "courtyard_id" in KINDS[noun].table.model_fields else {}
    asked: dict[str, Do] = {
        "one": lambda: reads.one(ref=ref, **how),
        "listed": lambda: [row for row in reads.listed(**how) if row["id"] == ref],
        "stored": lambda: reads.stored(ref=ref, **how),
        "history": lambda: reads.history(ref=ref, **how),
        "past": lambda: [one for one in _past(how, here) if one == ref],
    }
    if gone:
        asked["withdrawn"] = lambda: [row for row in reads.withdrawn(**how) if row["id"] == gone]
        asked["history of what is gone"] = lambda: reads.history(ref=gone, **how)
    # Like the last record of the whole site is like one's own, wherever that was.
    if where != "site" or PLACES[noun] == village.NO_COURTYARD:
        asked["latest"] = lambda: reads.latest(courtyard_id=place.at(where), **how)
    return {name: _given(read) for name, read in asked.items()}


def _past(how: dict[str, Any], here: dict[str, Any]) -> list[float]:
    return reads.past(field="id", same=here, before=TODAY + timedelta(days=1), **how)


def _given(read: Do) -> Any:
    try:
        return read()
    except (NotAllowed, NotFound):
        return None


def shown_to_nobody(role: Role, noun: str, found: dict[str, Any]) -> None:
    """Names, telephones, parties and members stand in no answer, typed remarks in none but the keepers'."""
    text, keeps = repr(found), role in (Role.COMMITTEE, Role.OFFICE)
    assert [one for one in (*SECRET, *(() if keeps else P1)) if one in text] == []
    for row in (found["one"] or {}, *(found["listed"] or ())):
        for name, value in row.items():
            level = KINDS[noun].privacy(name)
            if level is not None and not (keeps and level is Privacy.P1):
                assert value in (None, reads.HIDDEN), (name, value)


@pytest.mark.parametrize("noun", RIGHTS)
def test_a_form_begins_like_the_last_record_whatever_courtyard_was_chosen(place, noun):
    ref = village.made(place, noun, PLACES[noun][0])
    how = {"session": place.session, "by": OFFICE, "kind": KINDS[noun]}
    assert reads.latest(courtyard_id=place.at("own"), **how) == reads.stored(ref=ref, **how)
