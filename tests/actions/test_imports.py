"""Twelve messy workbooks come in whole or not at all, with every problem named; batches are taken back."""

import hashlib
import json
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from dashboard.actions import batches, imports
from dashboard.clock import at
from dashboard.errors import AlreadyDone, InvalidDraft, NotAllowed, OutOfTurn
from dashboard.intake.workbooks import reader
from dashboard.intake.workbooks.cells import Book, Refused
from dashboard.intake.workbooks.lines import read
from dashboard.intake.workbooks.parser import parse
from dashboard.intake.workbooks.tables import Matching
from dashboard.intake.workbooks.words import REFUSALS, TROUBLES
from dashboard.queries import imports as queries
from dashboard.schema import METADATA
from dashboard.schema.accounts import ImportBatch
from dashboard.schema.activities import Participation
from dashboard.schema.meetings import AgendaItem, Meeting, MeetingKind
from dashboard.schema.money import Fee
from dashboard.schema.organisations import Organisation, OrganisationKind, Term
from dashboard.schema.places import Building, Courtyard, Household, Owner
from dashboard.schema.renovation import RenovationItem
from dashboard.schema.requests import CallBack, Closing, Request
from dashboard.schema.threads import Thread
from tests.intake.workbooks.books import BOOKS, xlsx
from tests.sites import LEADER, OFFICE, PUBLIC, SINCE

NOW = at(date(2026, 9, 15))
GOLDEN = Path(__file__).parents[1] / "intake" / "workbooks" / "golden.json"
CHANGED = 500


@pytest.fixture
def place(session, hamlet):
    return furnish(session, hamlet)


def furnish(session, hamlet):
    """The hamlet with what the workbooks name: bodies, and a number for each household."""
    site = {"site_id": hamlet.site, "since": SINCE}
    group, unit = OrganisationKind.COURTYARD_GROUP, OrganisationKind.RESIDENT_UNIT
    yard = hamlet.courtyards[0]
    session.add(Organisation(**site, kind=group, name_zh="一院小组", name_en="Group 1", courtyard_id=yard))
    session.add(Organisation(**site, kind=unit, name_zh="银行", name_en="Bank"))
    for no, homes in enumerate(hamlet.households, 1):
        for home in homes:
            row = session.get(Household, home)
            row.code = f"{no}-1-{row.room}"
    session.flush()
    return hamlet


def opened(data: bytes, **how) -> imports.File:
    return imports.File("表.xlsx", hashlib.sha256(data).hexdigest(), read(parse(data), **how))


def bring(session, data: bytes, key: str = "k", **how) -> ImportBatch:
    return imports.bring_in(session=session, file=opened(data, **how), by=OFFICE, now=NOW, key=key)


def counts(session) -> dict[str, int]:
    tables = METADATA.sorted_tables
    return {one.name: session.execute(select(func.count()).select_from(one)).scalar_one() for one in tables}


def outcome(session, data: bytes) -> dict:
    """What becomes of a workbook: rows by table, or why not."""
    before = counts(session)
    try:
        with session.begin_nested() as inside:
            bring(session, data)
            after = counts(session)
            inside.rollback()
    except Refused as refused:
        return {"refused": refused.code}
    except imports.Troubled as error:
        assert counts(session) == before
        return {"problems": [[one.sheet, one.row, one.column, one.code] for one in error.troubles]}
    ours = {"saved_form", "audit_event", "import_batch", "cell", "head", "reporting_duty"}
    return {
        "rows": {
            name: after[name] - before[name]
            for name in after
            if after[name] != before[name] and name not in ours
        }
    }


@pytest.mark.parametrize("name", list(BOOKS))
def test_twelve_messy_workbooks_come_in_or_are_refused_as_stated(session, place, name):
    assert outcome(session, BOOKS[name]()) == json.loads(GOLDEN.read_text(encoding="utf-8"))[name]


def test_every_problem_of_them_has_its_remedy():
    told = json.loads(GOLDEN.read_text(encoding="utf-8")).values()
    codes = {one[3] for golden in told for one in golden.get("problems", ())}
    assert codes <= TROUBLES.keys()
    assert {one["refused"] for one in told if "refused" in one} <= REFUSALS.keys()


def test_a_register_makes_courtyards_buildings_flats_and_owners(session, place):
    bring(session, BOOKS["register"]())
    yard = session.execute(select(Courtyard).where(Courtyard.no == 3)).scalar_one()
    homes = session.execute(select(Household).where(Household.courtyard_id == yard.id)).scalars().all()
    assert {(one.stairwell, one.floor, one.room, one.area) for one in homes} == {
        *((1, 1, "101", 5650), (1, 1, "102", 6000), (2, 2, "201", 6025))
    }
    houses = session.execute(select(Building).where(Building.courtyard_id == yard.id)).scalars()
    assert {(one.no, one.first_stairwell, one.stairwells) for one in houses} == {("1", 1, 1), ("2", 2, 1)}
    owners = session.execute(select(Owner)).scalars()
    assert {(one.name, one.phone) for one in owners} == {
        *(("张三丰", "13800001111"), ("李四", "13800002222"), ("王五", None))
    }
    assert "11010519491231002X" not in str([row._mapping for row in session.execute(select(Owner.__table__))])


def test_sheets_that_name_each_other_by_number_are_joined(session, place):
    bring(session, BOOKS["linked"]())
    homes = {one.code: one for one in session.execute(select(Household)).scalars()}
    assert homes["TH-001"].owner_id == homes["TH-002"].owner_id != homes["TH-003"].owner_id
    fees = {one.household_id: one for one in session.execute(select(Fee)).scalars()}
    assert fees[homes["TH-001"].id].due == fees[homes["TH-001"].id].paid == 105650
    assert fees[homes["TH-003"].id].paid_on == date(2026, 8, 15)
    assert {one.courtyard_id for one in fees.values()} == {homes["TH-001"].courtyard_id}


def test_a_ledger_brings_closings_and_the_residents_word(session, place):
    bring(session, BOOKS["requests"]())
    found = {one.summary: one for one in session.execute(select(Request).order_by(Request.id)).scalars()}
    assert [one.status for one in found.values()] == ["confirmed", "accepted", "closed"]
    assert len({one.number for one in found.values()}) == 3
    assert found["屋顶漏水"].accepted_at == at(date(2026, 7, 3), 9, 30)
    assert len(session.execute(select(Closing)).scalars().all()) == 2
    assert {one.outcome for one in session.execute(select(CallBack)).scalars()} == {"solved", "unreached"}


def test_a_batch_is_taken_back_whole(session, place):
    before = counts(session)
    batch = bring(session, BOOKS["requests"]())
    batches.undo(session=session, batch_id=batch.id, by=OFFICE, now=NOW, key="undo")
    after = counts(session)
    assert {name for name in after if after[name] != before[name]} <= {
        "saved_form",
        "audit_event",
        "import_batch",
        "head",
        "cell",
    }
    with pytest.raises(OutOfTurn):
        batches.undo(session=session, batch_id=batch.id, by=OFFICE, now=NOW, key="again")
    assert bring(session, BOOKS["requests"](), key="second").rows == batch.rows


def test_a_batch_whose_records_went_on_living_stays(session, place):
    batch = bring(session, BOOKS["linked"]())
    home = session.execute(select(Household).where(Household.code == "TH-001")).scalar_one()
    session.add(Fee(household_id=home.id, courtyard_id=home.courtyard_id, due_on=date(2026, 9, 30), due=1))
    session.flush()
    with pytest.raises(InvalidDraft) as refused:
        batches.undo(session=session, batch_id=batch.id, by=OFFICE, now=NOW, key="undo")
    assert [(one.name, one.code) for one in refused.value.problems] == [("fee", "others_lean_on_it")]


def test_a_batch_of_which_a_record_is_on_an_agenda_stays(session, place):
    heads = ["院落", "项目名称", "改造类别", "立项时间", "计划完成", "完成日期"]
    roof = ["1号院", "屋面防水", "基础类", "2026.3.1", "2026.6.30", "2026.6.20"]
    batch = bring(session, xlsx({"改造": [heads, roof]}))
    item = session.execute(select(RenovationItem)).scalars().first()
    titles = {"title": "季度联席会", "held_on": date(2026, 10, 10)}
    meeting = Meeting(site_id=place.site, kind=MeetingKind.JOINT, **titles)
    session.add(meeting)
    session.flush()
    origin = f"renovation_item:{item.id}"
    session.add(AgendaItem(meeting_id=meeting.id, position=1, title="验收改造", origin=origin))
    session.flush()
    with pytest.raises(InvalidDraft) as refused:
        batches.undo(session=session, batch_id=batch.id, by=OFFICE, now=NOW, key="undo")
    assert [(one.name, one.code) for one in refused.value.problems] == [("agenda_item", "others_lean_on_it")]


def test_a_batch_with_a_changed_record_stays(session, place):
    batch = bring(session, BOOKS["fees_gb"]())
    fee = session.execute(select(Fee)).scalars().first()
    fee.version += 1
    session.flush()
    with pytest.raises(InvalidDraft, match="changed_since"):
        batches.undo(session=session, batch_id=batch.id, by=OFFICE, now=NOW, key="undo")


def test_only_the_office_looks_at_a_workbook(session, place):
    for by in (place.committee(), place.company(), LEADER, PUBLIC):
        with pytest.raises(NotAllowed):
            imports.look(session=session, file=opened(BOOKS["fees_gb"]()), by=by, now=NOW)


def test_the_same_file_and_the_same_click_come_in_once(session, place):
    bring(session, BOOKS["fees_gb"](), key="one")
    with pytest.raises(AlreadyDone):
        bring(session, BOOKS["fees_gb"](), key="one")
    with pytest.raises(imports.Troubled) as refused:
        bring(session, BOOKS["fees_gb"](), key="two")
    assert refused.value.troubles[0].code == "same_file"


def test_what_was_matched_once_is_proposed_again(session, place):
    data = xlsx(
        {"Sheet1": [["院", "哪一户", "哪个月", "该交", "应收"], ["1号院", "1-101", "2026-07", 80, 90]]}
    )
    matching = Matching({("fees", "哪一户"): "address", ("fees", "哪个月"): "month"})
    with pytest.raises(imports.Troubled):
        bring(session, data)
    file = opened(data, matching=matching)
    file.matching = matching
    imports.bring_in(session=session, file=file, by=OFFICE, now=NOW, key="k2")
    assert imports.matched(queries.remembered(session)) == matching


def test_hours_of_an_activity_come_in_with_the_household(session, place):
    book = BOOKS["activities"]()
    troubles = imports.look(session=session, file=opened(book), by=OFFICE, now=NOW).troubles
    assert [one.code for one in troubles] == ["no_hours_of_a_day"]
    assert not session.execute(select(Participation)).first()
    assert not session.execute(select(Term)).first()


NASTY = (
    None,
    "",
    "=1+1",
    "#REF!",
    -1,
    1e308,
    float("nan"),
    "９" * 400,
    "2026-02-30",
    True,
    "\x07",
    "同上",
    "合计",
)


def broken(data: bytes, random: Random) -> bytes:
    """The file with bytes changed, often cut off."""
    changed = bytearray(data)
    for _ in range(random.choice((1, 3, 20))):
        changed[random.randrange(len(changed))] = random.randrange(256)
    return bytes(changed[: random.randrange(len(changed))] if random.random() < 0.2 else changed)


def retyped(data: bytes, random: Random) -> Book:
    """The workbook with cells that somebody spoiled, lines lost and lines twice."""
    book = parse(data)
    for _ in range(random.choice((1, 2, 5))):
        rows = random.choice(book.sheets).rows
        row = random.choice(rows)
        if row:
            row[random.randrange(len(row))] = random.choice(NASTY)
        if random.random() < 0.2:
            rows.insert(random.randrange(len(rows)), list(random.choice(rows)))
        if random.random() < 0.2 and len(rows) > 1:
            del rows[random.randrange(len(rows))]
    return book


def test_mutated_workbooks_leave_nothing_half_done(session, place):
    """Half are broken files, half spoiled tables; each comes in whole, or is refused by name."""
    random, before, ends, known = Random(17), counts(session), Counter(), set()
    originals = [make() for make in BOOKS.values()]
    for number in range(CHANGED):
        data = random.choice(originals)
        try:
            if number % 2:
                book = retyped(data, random)
            else:
                # A few go through the child process, as all do on the server.
                book = (reader.read if number % 100 == 0 else parse)(broken(data, random))
            file = imports.File("m", f"{number:064}", read(book))
        except Refused as refused:
            known.add(refused.code in REFUSALS)
            ends["refused"] += 1
            continue
        with session.begin_nested() as inside:
            try:
                batch = imports.bring_in(session=session, file=file, by=OFFICE, now=NOW, key=f"m{number}")
                written = batches.of_batch(session, batch.id or 0)
                assert batch.rows == sum(len(rows) for table, rows in written.items() if table is not Thread)
                ends["taken"] += 1
            except imports.Troubled as error:
                known.add({one.code for one in error.troubles} <= TROUBLES.keys())
                ends["troubled"] += 1
            inside.rollback()
    assert counts(session) == before
    assert known == {True}
    assert min(ends[one] for one in ("refused", "taken", "troubled")) > 20
