"""Tables to take away: none forgotten, all explained, nothing personal without a reason, no formulas."""

import csv
import json
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, LargeBinary, func, select
from sqlmodel import Session, col

import db
from dashboard import i18n
from dashboard.access import Principal
from dashboard.errors import InvalidDraft, NotAllowed, NotSignedIn
from dashboard.jobs import exports as jobs
from dashboard.jobs.exports import EVIDENCE, SCORES, Order
from dashboard.queries import audit, exports
from dashboard.queries.exports import Kind
from dashboard.records.tables import LEFT_OUT, OMITTED, TABLES
from dashboard.schema import METADATA
from dashboard.schema.accounts import AuditEvent, PrincipalKind, Role
from dashboard.schema.history import RecordChange
from dashboard.schema.people import Resident
from dashboard.schema.places import Building, Courtyard
from tests.actions import loop
from tests.setting_up import setting_up
from tests.sites import START, build

OFFICE = Principal(PrincipalKind.USER, Role.OFFICE, account_id=1)
ADMIN = Principal(PrincipalKind.USER, Role.OFFICE, account_id=2, is_admin=True)
NAME, PHONE, FORMULA = "欧阳密语", "13900001111", '=HYPERLINK("http://x","y")'
EVERYTHING = (SCORES, EVIDENCE, *TABLES)


@pytest.fixture(autouse=True)
def _in_english() -> None:
    i18n.use("en")


@pytest.fixture
def site(database: Engine) -> Engine:
    """A hamlet with a request told by somebody whose name, telephone and summary are planted."""
    with setting_up() as session:
        hamlet = build(session)
        told = {"said_by": NAME, "phone": PHONE, "summary": FORMULA}
        loop.register(session, hamlet, START, **told)
        home = hamlet.households[0][0]
        session.add(Resident(household_id=home, name=NAME, phone=PHONE, born_year=1950, since=START.date()))
        session.get_one(Courtyard, hamlet.courtyards[0]).name_en = FORMULA
        for building in session.execute(select(Building)).scalars():
            building.footprint = [[102.7, 25.0], [102.8, 25.0], [102.8, 25.1], [102.7, 25.0]]
    return database


def made(parts: tuple[str, ...] = EVERYTHING, kind: Kind = Kind.XLSX, **how: object) -> bytes:
    by = how.pop("by", OFFICE)
    return jobs.make(Order(parts, kind, **how), by=lambda _session: by)  # type: ignore[arg-type]


def named(parts: tuple[str, ...] = EVERYTHING, **how: object) -> bytes:
    return made(parts, personal=True, reason="wanted by a judge", by=ADMIN, **how)


def events() -> list[AuditEvent]:
    with db.reading() as session:
        found = list(session.execute(select(AuditEvent).order_by(col(AuditEvent.seq))).scalars())
        session.expunge_all()
        return found


def cells(book: bytes) -> list[str]:
    return [
        str(value)
        for page in load_workbook(BytesIO(book))
        for row in page.iter_rows(values_only=True)
        for value in row
    ]


def test_no_table_is_forgotten() -> None:
    assert set(METADATA.tables) == set(TABLES) | set(LEFT_OUT)
    assert not set(TABLES) & set(LEFT_OUT)


def test_every_column_is_explained_or_left_out_for_a_reason() -> None:
    for name in TABLES:
        found = {one.name: one for one in exports.fields(name, personal=True)}
        left = {column for table, column in OMITTED if table == name}
        assert set(found) | left == {column.name for column in METADATA.tables[name].columns}
        assert not [one for one in found.values() if not one.meaning], name
    kinds = [(table.name, column) for table in METADATA.sorted_tables for column in table.columns]
    secret = {
        (table, one.name) for table, one in kinds if isinstance(one.type, LargeBinary) or "_hash" in one.name
    }
    harmless = {("import_batch", "file_hash"), ("seal_use", "document_hash")}
    assert {one for one in secret if one[0] in TABLES} - harmless <= set(OMITTED)


def test_what_leads_to_somebody_is_personal() -> None:
    for table in METADATA.sorted_tables:
        for column in table.columns:
            leads = {key.column.table.name for key in column.foreign_keys}
            if leads & set(exports.PEOPLE):
                assert exports.privacy(column) is not None, (table.name, column.name)
        told = [one for one in table.columns if not one.nullable and exports.privacy(one)]
        close = {key.column.table.name for one in told for key in one.foreign_keys}
        if close & {"household", "resident", "elector", "membership"} and table.name in TABLES:
            assert table.name in exports.ROWS, f"{table.name}: its rows tell of one household or person"


def test_without_a_reason_there_is_nothing_personal(site: Engine) -> None:
    for kind in (Kind.XLSX, Kind.CSV, Kind.GEOJSON):
        file = made(kind=kind)
        texts = cells(file) if kind is Kind.XLSX else [_all_text(file)]
        for text in texts:
            assert NAME not in text
            assert PHONE not in text
            assert "HYPERLINK" not in text or text.lstrip("'") == FORMULA or kind is Kind.CSV
    book = load_workbook(BytesIO(made()))
    assert not set(exports.ROWS) & set(book.sheetnames)
    assert [event.details["personal"] for event in events() if event.verb == "take_tables"] == [False] * 4


def _all_text(file: bytes) -> str:
    if not file.startswith(b"PK"):
        return file.decode()
    with ZipFile(BytesIO(file)) as archive:
        return "\n".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())


def test_with_a_reason_everything_comes_and_it_is_noted(site: Engine) -> None:
    book = load_workbook(BytesIO(named()))
    rows = list(book["request"].iter_rows(values_only=True))
    told = dict(zip(*rows, strict=True))
    assert (told["said_by"], told["phone"], told["summary"]) == (NAME, PHONE, FORMULA)
    assert set(book.sheetnames) > set(TABLES)
    event = events()[-1]
    assert (event.verb, event.actor, event.details["personal"]) == ("take_tables", ADMIN.label, True)
    assert "judge" not in json.dumps(event.details)
    with db.reading() as session:
        assert session.execute(select(RecordChange.reason)).scalars().all() == ["wanted by a judge"]
        assert audit.verify(session).trouble == ""


def test_every_table_has_as_many_rows_as_the_database(site: Engine) -> None:
    book = load_workbook(BytesIO(named(tuple(TABLES))))
    with db.reading() as session:
        for name in TABLES:
            table = METADATA.tables[name]
            rows = session.execute(select(func.count()).select_from(table)).scalar_one()
            assert book[name].max_row - 1 == rows, name


@pytest.mark.parametrize("reason", ["", "  ", "x"])
def test_personal_values_want_a_reason(site: Engine, reason: str) -> None:
    before = len(events())
    with pytest.raises(InvalidDraft):
        made(personal=True, reason=reason, by=ADMIN)
    assert len(events()) == before


@pytest.mark.parametrize("role", Role)
def test_only_the_office_takes_tables_and_only_an_administrator_names(site: Engine, role: Role) -> None:
    by = Principal(PrincipalKind.USER, role, courtyard_id=1, organisation_id=1)
    before = len(events())
    with pytest.raises(NotAllowed):
        made(personal=True, reason="wanted by a judge", by=by)
    if role is not Role.OFFICE:
        with pytest.raises(NotAllowed):
            made(by=by)
    assert len(events()) == before


def test_nobody_signed_in_takes_nothing(site: Engine) -> None:
    def gone(_session: Session) -> Principal:
        raise NotSignedIn

    before = len(events())
    with pytest.raises(NotSignedIn):
        jobs.make(Order(("request",), Kind.XLSX), by=gone)
    assert len(events()) == before


def test_the_first_sheet_bears_the_head_and_explains_every_column(site: Engine) -> None:
    book = load_workbook(BytesIO(named(("request", SCORES))))
    page = book[book.sheetnames[0]]
    rows = list(page.iter_rows(min_row=2, values_only=True))
    with db.reading() as session:
        head = str(audit.head(session))
    assert ("Head of the audit chain", head) in [row[2:4] for row in rows]
    explained = {row[2]: row for row in rows if row[0] == "request"}
    assert set(explained) == {cell.value for cell in book["request"][1]}
    assert explained["phone"][5] == "P2"
    assert explained["courtyard_id"][3] == "leads to: Courtyards"


def test_nothing_is_a_formula(site: Engine) -> None:
    with ZipFile(BytesIO(named())) as book:
        sheets = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert not [one for one in sheets if b"<f>" in one]
    with ZipFile(BytesIO(named(kind=Kind.CSV))) as archive:
        for name in archive.namelist():
            file = archive.read(name)
            assert file.startswith(b"\xef\xbb\xbf"), name
            for row in csv.reader(StringIO(file.decode("utf-8-sig"), newline="")):
                assert not [one for one in row if one.startswith(("=", "@", "+", "\t"))], name


def test_a_map_holds_households_only_with_a_reason(site: Engine) -> None:
    kinds = [one["geometry"]["type"] for one in json.loads(made(kind=Kind.GEOJSON))["features"]]
    assert set(kinds) == {"Polygon"}
    found = json.loads(named(kind=Kind.GEOJSON))
    homes = [one for one in found["features"] if "household" in one["properties"]]
    with db.reading() as session:
        codes = set(session.execute(select(METADATA.tables["household"].c.code)).scalars())
        assert found["audit_head"] == str(audit.head(session))
    assert {one["properties"]["household"] for one in homes} == codes
    assert homes[0]["geometry"]["type"] == "Point"


def test_a_long_table_goes_on_another_sheet(site: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "LONGEST_SHEET", 2)
    book = load_workbook(BytesIO(named(("household",))))
    with db.reading() as session:
        rows = session.execute(select(func.count()).select_from(METADATA.tables["household"])).scalar_one()
    sheets = [name for name in book.sheetnames if name.startswith("household")]
    assert sum(book[name].max_row - 1 for name in sheets) == rows
    assert len(sheets) == -(-rows // 2)
