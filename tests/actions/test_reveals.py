"""Looking behind a mask: who may, with a reason, noted once, and what it opens for how long."""

import re
from datetime import date, timedelta

import pytest
from sqlmodel import select

from dashboard.access import Principal
from dashboard.actions import reveals
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, NotFound
from dashboard.lookups.reveals import BEHIND
from dashboard.queries import looks
from dashboard.queries import reveals as reads
from dashboard.schema.accounts import Account, AuditEvent, Head, PrincipalKind, Role, SavedForm
from dashboard.schema.base import Privacy
from dashboard.schema.history import Reveal, RevealDraft, Why
from dashboard.schema.mediation import DisputeKind, Mediation
from dashboard.schema.organisations import Organisation, OrganisationKind, Person, PostKind, Selection, Term
from dashboard.schema.people import Resident
from dashboard.schema.places import Household, Owner
from dashboard.settings import ROOT
from tests.actions import loop
from tests.sites import CANARY_NAME, CANARY_PHONE, LEADER, OFFICE, PUBLIC, SINCE

NOW = at(date(2026, 9, 1))
DAY = date(2026, 9, 1)
PARTIES = "甄甲与甄乙"
WORDS = "甄可疑托人带话"

SECRETS = {
    ("request", Privacy.P2): [{"of": "request", "said_by": CANARY_NAME, "phone": CANARY_PHONE}],
    ("mediation", Privacy.P3): [{"of": "mediation", "parties": PARTIES}],
    ("person", Privacy.P2): [{"of": "person", "name": CANARY_NAME, "phone": CANARY_PHONE}],
    ("household", Privacy.P2): [
        {"of": "owner", "name": "甄房主", "phone": "13900000001"},
        {"of": "resident", "name": "甄住户", "phone": "13900000002"},
    ],
    ("household", Privacy.P3): [
        {"of": "resident", "hardship": True, "lives_alone_elderly": True, "disability": False}
    ],
}
"""What stands behind each mask of a record in the first courtyard."""


@pytest.fixture
def town(session, hamlet):
    """One record of each noun in the first courtyard: noun → id."""
    home = session.get_one(Household, hamlet.households[0][0])
    owner = Owner(name="甄房主", phone="13900000001")
    here = Mediation(
        courtyard_id=home.courtyard_id, kind=DisputeKind.NOISE, parties=PARTIES, opened_on=date(2026, 8, 1)
    )
    marks = {"hardship": True, "lives_alone_elderly": True, "disability": False}
    lives = Resident(
        household_id=home.id, name="甄住户", phone="13900000002", born_year=1950, since=SINCE, **marks
    )
    gone = Resident(household_id=home.id, name="甄搬走", born_year=1960, since=SINCE, until=date(2026, 1, 1))
    session.add_all([owner, here, lives, gone])
    session.flush()
    home.owner_id = owner.id
    request = loop.register(session, hamlet, NOW - timedelta(days=1))
    return {
        "request": request.id,
        "mediation": here.id,
        "person": in_office(session, hamlet, hamlet.courtyards[0]),
        "household": home.id,
    }


def in_office(session, hamlet, *yards: int | None) -> int:
    """Somebody who sits in a group of each courtyard, None for a body of the site."""
    person = Person(name=CANARY_NAME, phone=CANARY_PHONE)
    session.add(person)
    site = session.exec(select(Organisation.site_id)).first()
    for yard in yards:
        names = {"name_zh": "自治小组", "name_en": "Group"}
        kind = OrganisationKind.COURTYARD_GROUP
        body = Organisation(site_id=site, courtyard_id=yard, kind=kind, since=SINCE, **names)
        session.add(body)
        session.flush()
        how = {"post": PostKind.HEAD, "selection": Selection.ELECTED}
        until = date(2027, 1, 1)
        session.add(Term(person_id=person.id, organisation_id=body.id, since=SINCE, until=until, **how))
    session.flush()
    return person.id


def wish(noun: str, ref: int, level: Privacy = Privacy.P2, **given: object) -> RevealDraft:
    return RevealDraft.check(**{"noun": noun, "ref": ref, "level": level, "why": Why.CALL_BACK} | given)


def look(session, draft: RevealDraft, by: Principal, *, now=NOW, key: str | None = None) -> Reveal:
    return reveals.look(session=session, draft=draft, by=by, now=now, key=key or loop.key())


def seen(session, made: Reveal, by: Principal, *, now=NOW):
    return reads.opened(session, by=by, reveal_id=made.id, now=now)


def somebody(hamlet, role: Role, where: str) -> Principal:
    which = 0 if where == "own" else 1
    return Principal(
        PrincipalKind.USER,
        role,
        courtyard_id=hamlet.courtyards[which] if role is Role.COMMITTEE else None,
        organisation_id=hamlet.companies[which] if role is Role.PROPERTY else None,
    )


MAY = {
    (Role.OFFICE, Privacy.P2): ("own", "other"),
    (Role.OFFICE, Privacy.P3): ("own", "other"),
    (Role.COMMITTEE, Privacy.P2): ("own",),
}
"""Role and class → where, written out by hand from the table of classes."""


@pytest.mark.parametrize("where", ["own", "other"])
@pytest.mark.parametrize("role", Role)
def test_a_mask_opens_to_whom_the_table_says_and_to_nobody_else(session, hamlet, town, role, where):
    for noun, level in SECRETS:
        _tried(session, town, somebody(hamlet, role, where), noun, level, where=where)


def _tried(session, town, by: Principal, noun: str, level: Privacy, *, where: str) -> None:
    before, looks_before = session.get_one(Head, 1).seq, len(session.exec(select(Reveal)).all())
    draft = wish(noun, town[noun], level)
    if where in MAY.get((by.role, level), ()):
        assert seen(session, look(session, draft, by), by) == SECRETS[noun, level]
        return
    with pytest.raises(NotAllowed):
        look(session, draft, by)
    assert session.get_one(Head, 1).seq == before
    assert len(session.exec(select(Reveal)).all()) == looks_before


@pytest.mark.parametrize("noun", BEHIND)
@pytest.mark.parametrize("level", Privacy)
def test_no_class_that_hides_nothing_of_a_noun_can_be_asked_for(session, town, noun, level):
    if (noun, level) not in SECRETS:
        with pytest.raises(NotAllowed):
            look(session, wish(noun, town[noun], level), OFFICE)


def test_every_masked_column_of_a_noun_stands_in_one_class():
    for behind in BEHIND.values():
        for part in behind.parts:
            assert sorted(name for level in Privacy for name in part.of(level)) == sorted(part.fields)


MARKS = re.compile(r"\b(hardship|lives_alone_elderly|disability)\b")
KNOWN = (
    *("schema/people.py", "lookups/reveals.py", "ui/components/reveals.py", "intake/demo/", "migrations/"),
    # What erasing a person, or keeping it long enough, empties; what the columns are called.
    *("actions/erasures.py", "actions/retention.py", "records/columns.py"),
    # Papers that a committee may not certify: words of the law, nobody's marks.
    *("rules/seals.py", "ui/views/about/rulebook.py"),
)


def test_the_marks_of_residents_are_read_nowhere_but_behind_the_mask():
    files = (ROOT / "dashboard").rglob("*.py")
    found = {
        str(path.relative_to(ROOT / "dashboard")) for path in files if MARKS.search(path.read_text("utf-8"))
    }
    assert "lookups/reveals.py" in found
    assert {name for name in found if not name.startswith(KNOWN)} == set()


def test_a_look_is_noted_once_with_the_names_of_the_fields_and_changes_no_fact(session, hamlet, town):
    head = session.get_one(Head, 1)
    seq, revision = head.seq, head.revision
    by, draft = hamlet.committee(), wish("request", town["request"], why=Why.OTHER, words=WORDS)
    made = look(session, draft, by, key="drawn")
    with pytest.raises(AlreadyDone) as again:
        look(session, draft, by, key="drawn")
    assert (again.value.noun, again.value.ref) == ("reveal", made.id)
    assert (head.seq, head.revision) == (seq + 1, revision)
    event = session.get_one(AuditEvent, made.seq)
    assert (event.actor, event.verb, event.noun, event.ref) == (
        by.label,
        "reveal",
        "request",
        town["request"],
    )
    assert event.courtyard_id == hamlet.courtyards[0]
    assert event.details == {"fields": ["said_by", "phone"]}
    assert session.exec(select(Reveal.reason)).all() == [f"other: {WORDS}"]
    assert len(session.exec(select(SavedForm).where(SavedForm.noun == "reveal")).all()) == 1


@pytest.mark.parametrize(("noun", "level"), SECRETS)
def test_neither_values_nor_the_reason_stand_in_the_trail(session, town, noun, level):
    made = look(session, wish(noun, town[noun], level, why=Why.OTHER, words=WORDS), OFFICE)
    told = session.get_one(AuditEvent, made.seq).model_dump_json()
    for row in SECRETS[noun, level]:
        for name, value in row.items():
            assert name == "of" or isinstance(value, bool) or str(value) not in told
    assert WORDS not in told
    assert set(session.get_one(AuditEvent, made.seq).details) == {"fields"}


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"why": None}, "why", "missing"),
        ({"why": "curiosity"}, "why", "enum"),
        ({"why": Why.OTHER}, "words", "reason_needed"),
        ({"why": Why.OTHER, "words": "  "}, "words", "reason_needed"),
        ({"words": "字" * 161}, "words", "string_too_long"),
    ],
)
def test_without_a_reason_nobody_looks(given, field, code):
    with pytest.raises(InvalidDraft) as refused:
        wish("request", 1, **given)
    assert [(one.name, one.code) for one in refused.value.problems] == [(field, code)]


@pytest.mark.parametrize("noun", [*BEHIND, "account"])
def test_what_does_not_exist_is_not_found(session, hamlet, noun):
    with pytest.raises(NotFound):
        look(session, wish(noun, 999_999), OFFICE)
    assert session.get_one(Head, 1).seq == 0


def test_a_look_lasts_two_minutes(session, town):
    made = look(session, wish("request", town["request"]), OFFICE)
    end = NOW + reads.OPEN_FOR
    assert seen(session, made, OFFICE, now=end - timedelta(seconds=1))
    for now in (end, NOW - timedelta(seconds=1)):
        with pytest.raises(NotFound):
            seen(session, made, OFFICE, now=now)


def test_a_look_opens_to_whoever_took_it_and_only_while_they_may(session, hamlet, town):
    by = hamlet.committee()
    made = look(session, wish("request", town["request"]), by)
    for other in (OFFICE, LEADER, PUBLIC, hamlet.committee(1), hamlet.company()):
        with pytest.raises(NotFound):
            seen(session, made, other)
    request = session.get_one(loop.Request, town["request"])
    request.courtyard_id = hamlet.courtyards[1]
    session.flush()
    with pytest.raises(NotFound):
        seen(session, made, by)


def test_a_look_that_nobody_took_opens_nothing(session, hamlet):
    with pytest.raises(NotFound):
        reads.opened(session, by=OFFICE, reveal_id=1, now=NOW)


def test_somebody_in_office_in_two_courtyards_is_named_to_both_and_of_the_site_to_the_office(session, hamlet):
    first, second = hamlet.courtyards
    both, high = in_office(session, hamlet, first, second, None), in_office(session, hamlet, None)
    for which, yard in ((0, first), (1, second)):
        by = hamlet.committee(which)
        made = look(session, wish("person", both), by)
        assert session.get_one(AuditEvent, made.seq).courtyard_id == yard
        with pytest.raises(NotAllowed):
            look(session, wish("person", high), by)
    assert seen(session, look(session, wish("person", high), OFFICE), OFFICE)


def test_a_person_without_office_is_nobodys_to_look_at(session):
    person = Person(name=CANARY_NAME)
    session.add(person)
    session.flush()
    with pytest.raises(NotFound):
        look(session, wish("person", person.id), OFFICE)


@pytest.mark.parametrize("role", Role)
def test_only_the_office_sees_who_has_looked(session, hamlet, role):
    by = somebody(hamlet, role, "own")
    if role is Role.OFFICE:
        assert (looks.months(session, by=by), looks.listed(session, by=by)) == ([], [])
        return
    for read in (looks.months, looks.listed):
        with pytest.raises(NotAllowed):
            read(session, by=by)


def test_the_office_reads_who_looked_at_what_when_and_why_but_no_value(session, hamlet, town):
    account = Account(login="li", name="李主任", role=Role.COMMITTEE, courtyard_id=hamlet.courtyards[0])
    session.add(account)
    session.flush()
    by = Principal(
        PrincipalKind.USER, Role.COMMITTEE, courtyard_id=hamlet.courtyards[0], account_id=account.id
    )
    look(session, wish("request", town["request"]), by)
    look(session, wish("mediation", town["mediation"], Privacy.P3, why=Why.HELP, words="送药"), OFFICE)
    later = at(date(2026, 10, 3))
    for noun in ("person", "household"):
        look(session, wish(noun, town[noun]), OFFICE, now=later)
    assert looks.months(session, by=OFFICE) == ["2026-10", "2026-09"]
    household, person = looks.listed(session, by=OFFICE, month="2026-10")
    assert (person.what, household.what) == ("甄*", f"{hamlet.courtyards[0]}-1-101")
    mediation, request = looks.listed(session, by=OFFICE, month="2026-09")
    assert (request.at, request.role, request.home_id) == (NOW, "committee", hamlet.courtyards[0])
    assert (request.name, request.noun, request.fields) == ("李*", "request", ("said_by", "phone"))
    assert request.what.startswith("R2026-")
    assert (mediation.name, mediation.why, mediation.words) == (None, "help", "送药")
    assert looks.listed(session, by=OFFICE, courtyard_id=hamlet.courtyards[1]) == []
    assert len(looks.listed(session, by=OFFICE, courtyard_id=hamlet.courtyards[0])) == 4
    told = repr(looks.listed(session, by=OFFICE))
    for row in (row for rows in SECRETS.values() for row in rows):
        for name, value in row.items():
            assert name == "of" or isinstance(value, bool) or str(value) not in told


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("user:committee-3-12", ("committee", 3, 12)),
        ("user:office-12", ("office", None, 12)),
        ("persona:committee-3", ("committee", 3, None)),
        ("persona:office", ("office", None, None)),
    ],
)
def test_the_label_of_the_trail_is_read_back(label, expected):
    assert looks.actor(label) == expected
