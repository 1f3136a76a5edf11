"""Minutes as a Word document: who was there, how was voted, what was resolved; frozen numbers, no names."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm
from sqlalchemy import text

from dashboard.actions import resolutions, tasks
from dashboard.briefings import compose, minutes, minutes_facts
from dashboard.clock import at
from dashboard.errors import NotAllowed
from dashboard.i18n import speaking
from dashboard.schema.meetings import MeetingKind, Outcome, Party, Presence, ResolutionDraft, TaskDraft
from dashboard.schema.organisations import OrganisationKind, Person, PostKind, Selection, Term
from tests import lookups
from tests.actions import loop, test_sittings, test_votes
from tests.actions.test_meetings import body, seat
from tests.queries.test_frozen import DAY, NOW, correct, mediation
from tests.sites import CANARY_NAME, LEADER, OFFICE, PUBLIC

WRITTEN = at(date(2026, 10, 31), 9)
HOW = ("present", "in_attendance", "apologies", "absent")


def written(session, meeting_id, *, by=OFFICE, language="zh", now=WRITTEN):
    """The minutes opened again."""
    with speaking(language):
        told = minutes_facts.read(session, by=by, meeting_id=meeting_id, now=now)
        return Document(BytesIO(minutes.docx(told)))


def words(document) -> str:
    """Everything that stands in it, line by line, with the cells of a row side by side."""
    lines = [one.text for one in document.paragraphs]
    lines += ["|".join(cell.text for cell in row.cells) for table in document.tables for row in table.rows]
    return "\n".join(lines)


def table(document, head):
    """The rows of the table whose first head this is."""
    found = next(one for one in document.tables if one.rows[0].cells[0].text == head)
    return [[cell.text for cell in row.cells] for row in found.rows]


def decided(session, hamlet, *, resolve=True, **vote):
    """A courtyard's meeting with a matter and a vote on it; `resolve`: with a resolution and a task."""
    yard = hamlet.courtyards[0]
    meeting = test_sittings.call(
        session, hamlet, kind=MeetingKind.COURTYARD, courtyard_id=yard, title="1号院居民议事会", held_on=DAY
    )
    item = test_sittings.add(session, meeting, title="楼道灯", minutes=15, presenter="楼栋长")
    test_sittings.open_(session, meeting, body=compose.body(session, meeting.id, NOW))
    put = test_votes.opened(session, hamlet, agenda_item_id=item.id, **vote)
    for place, said in enumerate(("yes", "yes", "no")):
        test_votes.cast(session, put, place, said=said)
    test_votes.close(session, put)
    if resolve:
        company, due = hamlet.companies[0], DAY + timedelta(days=30)
        about = {"agenda_item_id": item.id, "courtyard_id": yard, "organisation_id": company}
        draft = ResolutionDraft.check(**about, text="更换楼道灯", decided_on=DAY, due_on=due)
        how = {"session": session, "by": OFFICE, "now": NOW}
        one = resolutions.resolve(draft=draft, key=loop.key(), **how)
        task = TaskDraft.check(
            resolution_id=one.id,
            courtyard_id=yard,
            organisation_id=company,
            title="买灯并安装",
            set_on=DAY,
            due_on=due - timedelta(days=7),
        )
        tasks.set_task(draft=task, key=loop.key(), **how)
    test_sittings.note(session, item, outcome=Outcome.VOTE, said="二楼说晚上看不见台阶")
    test_sittings.close(session, meeting, now=NOW + timedelta(hours=1))
    return meeting


@pytest.mark.parametrize("language", ["zh", "en"])
def test_who_was_there_is_counted_by_party_as_the_database_counts(met, held, language):
    found = met.execute(
        text("SELECT party, presence, count(*) FROM party_attendance WHERE meeting_id = :m GROUP BY 1, 2"),
        {"m": held},
    )
    counted = {(party, presence): n for party, presence, n in found}
    document = written(met, held, language=language)
    shown = table(document, {"zh": "单位", "en": "Party"}[language])[1:]
    parties = [one.value for one in Party if any(party == one for party, _ in counted)]
    assert [[int(cell) for cell in row[1:]] for row in shown[:-1]] == [
        [counted.get((party, how), 0) for how in HOW] for party in parties
    ]
    together = Counter()
    for (_party, how), n in counted.items():
        together[how] += n
    assert [int(cell) for cell in shown[-1][1:]] == [together[how] for how in HOW]


def test_it_is_laid_out_as_official_papers_are(met, held):
    document = written(met, held)
    page = document.sections[0]
    assert abs(page.page_width - Mm(210)) < Mm(0.1)
    assert abs(page.page_height - Mm(297)) < Mm(0.1)
    assert "PAGE" in page.footer._element.xml
    assert "NUMPAGES" in page.footer._element.xml
    heads = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert [one[:2] for one in heads] == [f"{no}、" for no in "一二三四五六七八"[: len(heads)]]
    assert heads[0] == "一、到会情况"
    assert heads[-1].endswith("签字")
    matters = [one.text for one in document.paragraphs if one.style.name == "Heading 2"]
    whole = lookups.answer(met, "SELECT count(*) FROM agenda_item WHERE meeting_id = :held", held=held)
    assert whole > 1
    assert [one.split("：")[0] for one in matters] == [f"议题{no}" for no in range(1, whole + 1)]
    for grid in (one for one in document.tables if one.style.name == "Table Grid"):
        assert grid.rows[0]._tr.find(f".//{qn('w:tblHeader')}") is not None
    for name, face in (("Normal", "SimSun"), ("Heading 1", "SimHei"), ("Cell", "SimSun")):
        fonts = document.styles[name].element.find(f".//{qn('w:rFonts')}")
        assert fonts.get(qn("w:eastAsia")) == face
    assert document.core_properties.title == "2026年第3季度三方联席会纪要"


def test_its_foot_says_on_which_data_it_rests(met, held):
    revision, seq, head = met.execute(
        text("SELECT revision, seq, head FROM frozen WHERE meeting_id = :m"), {"m": held}
    ).one()
    last = met.execute(text("SELECT seq, hash FROM head")).one()
    said = words(written(met, held))
    assert f"数据版本{revision}，审计链首{seq}-{head[:16]}" in said
    assert f"审计链首{last.seq}-{last.hash[:16]}" in said
    threads = met.execute(
        text("SELECT number FROM thread JOIN agenda_item ON thread.id = thread_id WHERE meeting_id = :m"),
        {"m": held},
    ).scalars()
    assert all(number in said for number in threads)


@pytest.mark.parametrize("matter", ["ordinary", "special"])
def test_a_vote_is_told_with_its_arithmetic(session, hamlet, matter):
    """Three flats of 60 m²: two for, one against. More than half agree, three quarters do not."""
    meeting = decided(session, hamlet, resolve=matter == "ordinary", matter=matter)
    document = written(session, meeting.id)
    needed = {"ordinary": ("2", "90.01"), "special": ("3", "135.00")}[matter]
    assert table(document, "计算方式")[1:] == [
        ["人数", "3", "3", "2", "2", needed[0]],
        ["面积（平方米）", "180.00", "180.00", "120.00", "120.00", needed[1]],
    ]
    said = words(document)
    assert "赞成 2、反对 1、弃权 0" in said
    assert ("表决通过。" in said, "没有通过" in said) == (matter == "ordinary", matter == "special")
    assert "民法典" in said
    assert "已提前15日公告。" in said


def by_hand(session, vote_id, matter):
    """A vote counted with loops from its rows: by head and by area, with the least that each needs."""
    rows = session.execute(
        text(
            "SELECT e.head, e.area, b.said FROM elector e LEFT JOIN ballot b ON b.elector_id = e.id "
            "AND (b.entered_by IS NULL OR b.checked_by IS NOT NULL OR b.scan_note IS NOT NULL) "
            "WHERE e.vote_id = :v"
        ),
        {"v": vote_id},
    ).all()
    heads: dict[str, set[str]] = {}
    for head, _area, said in rows:
        heads.setdefault(head, set()).update({said} - {None})
    ways = [
        (len(heads), sum(bool(said) for said in heads.values()), sum(s == {"yes"} for s in heads.values())),
        (
            sum(area for _head, area, _said in rows),
            sum(area for _head, area, said in rows if said),
            sum(area for _head, area, said in rows if said == "yes"),
        ),
    ]
    enough = {"ordinary": lambda n, of: 2 * n > of, "special": lambda n, of: 4 * n >= 3 * of}
    enough["consultative"] = enough["ordinary"]
    return [
        [
            *(whole, part, next(n for n in range(whole + 1) if 3 * n >= 2 * whole)),
            *(yes, next(n for n in range(part + 2) if enough[matter](n, part))),
        ]
        for whole, part, yes in ways
    ]


def test_every_vote_of_the_demonstration_agrees_with_a_count_by_hand(met):
    found = met.execute(
        text("SELECT v.id, v.matter, i.meeting_id FROM vote v JOIN agenda_item i ON i.id = v.agenda_item_id")
    ).all()
    assert len(found) >= 3
    for vote_id, matter, meeting_id in found:
        heads, area = by_hand(met, vote_id, matter)
        told = [[str(n) for n in heads], [f"{n / 100:.2f}" for n in area]]
        if matter == "consultative":
            told = [[*told[0][:2], "—", *told[0][3:]]]
        assert [row[1:] for row in table(written(met, meeting_id), "计算方式")[1:]] == told


def test_what_was_said_resolved_and_is_to_be_done_stands_there(session, hamlet):
    meeting = decided(session, hamlet)
    document = written(session, meeting.id)
    said = words(document)
    assert "讨论情况：二楼说晚上看不见台阶" in said
    assert "主讲：楼栋长" in said
    due = DAY + timedelta(days=30)
    assert f"议定事项1：更换楼道灯（甲物业公司，2026年{due.month}月{due.day}日前）" in said
    [_heads, row] = table(document, "议定事项")
    until = due - timedelta(days=7)
    assert row[:4] == ["1", "买灯并安装", "甲物业公司", f"2026年{until.month}月{until.day}日"]
    assert "下次会议：尚未召集" in said


def test_a_consultation_needs_no_turnout(session, hamlet):
    meeting = decided(session, hamlet, resolve=False, electorate="households", matter="consultative")
    rows = table(written(session, meeting.id), "计算方式")
    assert rows[1:] == [["人数", "3", "3", "—", "2", "2"]]


def test_a_number_changed_after_the_freeze_is_an_erratum_and_the_minutes_stay(session, hamlet):
    row = mediation(session)
    meeting = test_sittings.call(session, hamlet)
    test_sittings.open_(session, meeting, body=compose.body(session, meeting.id, NOW))
    test_sittings.close(session, meeting, now=NOW + timedelta(hours=1))
    before = words(written(session, meeting.id))
    assert "会后更正" not in before
    assert "协议履行率|0/1|95%" in before
    correct(session, row, performed_on=date(2026, 4, 30))
    document = written(session, meeting.id)
    after = words(document)
    assert "协议履行率|0/1\n2026年9月20日更正：现为1/1（当时漏登记）|95%" in after
    [_heads, wrong] = table(document, "指标")
    assert [wrong[place] for place in (0, 2, 3, 5)] == ["协议履行率", "0/1", "1/1", "当时漏登记"]
    read = words(written(session, meeting.id, by=LEADER))
    assert "1/1" in read
    assert "当时漏登记" not in read


def test_names_are_masked_for_keepers_and_left_out_for_all_others(session, hamlet):
    meeting = test_sittings.call(session, hamlet)
    branch = body(session, OrganisationKind.COMPANY_BRANCH)
    person = Person(name=CANARY_NAME)
    session.add(person)
    session.flush()
    office = {"post": PostKind.SECRETARY, "selection": Selection.ELECTED, "organisation_id": branch}
    session.add(Term(person_id=person.id, **office, since=date(2026, 1, 1), until=date(2028, 12, 31)))
    session.flush()
    seat(
        session,
        meeting,
        party=Party.COMPANY,
        presence=Presence.APOLOGIES,
        organisation_id=branch,
        person_id=person.id,
    )
    test_sittings.open_(session, meeting, body=compose.body(session, meeting.id, NOW))
    test_sittings.close(session, meeting, now=NOW + timedelta(hours=1))
    for by in (OFFICE, LEADER, hamlet.company(), hamlet.committee()):
        said = words(written(session, meeting.id, by=by))
        assert CANARY_NAME not in said
        assert ("甄*" in said) is (by is OFFICE)
        assert "请假：物业公司：company_branch" in said
    with pytest.raises(NotAllowed):
        minutes_facts.read(session, by=PUBLIC, meeting_id=meeting.id, now=NOW)


def test_who_may_not_see_the_ledger_or_others_tasks_is_told_so(session, hamlet):
    meeting = decided(session, hamlet)
    office = minutes_facts.read(session, by=OFFICE, meeting_id=meeting.id, now=NOW)
    other = minutes_facts.read(session, by=hamlet.company(1), meeting_id=meeting.id, now=NOW)
    assert (len(office.tasks), office.in_part, office.seals) == (1, False, ())
    assert (len(other.tasks), other.in_part, other.seals) == (0, True, None)
    said = words(written(session, meeting.id, by=hamlet.company(1)))
    assert "更换楼道灯" in said
    assert "买灯并安装" not in said
    assert "无权查看的任务" in said


def test_typed_words_cannot_break_the_file(session, hamlet):
    meeting = test_sittings.call(session, hamlet, title="三方\x1f<w:p>&联席会")
    test_sittings.open_(session, meeting, body=compose.body(session, meeting.id, NOW))
    test_sittings.close(session, meeting, now=NOW + timedelta(hours=1))
    assert "三方<w:p>&联席会纪要" in words(written(session, meeting.id))
