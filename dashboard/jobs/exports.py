"""Files to take away: made on the click, noted first, with a sheet of definitions and the chain's head."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from sqlmodel import Session

import db
from dashboard import clock
from dashboard.access import Principal
from dashboard.actions import exports as actions
from dashboard.briefings import workbook
from dashboard.briefings.workbook import Sheet, Value
from dashboard.i18n import _, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Level
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score, latest
from dashboard.indicators.sentences import period_words, sentence, target_words, verdict_words
from dashboard.privacy.withholding import withheld
from dashboard.queries import audit, evidence, exports, places
from dashboard.queries.exports import Kind
from dashboard.records.tables import TABLES

SCORES, EVIDENCE = "indicators", "evidence"
"""What can be taken beside the tables: the numbers, and the rows behind them."""
LONGEST_SHEET = 1_000_000
"""Rows; a spreadsheet takes 1,048,576."""


@dataclass(frozen=True)
class Order:
    """What somebody wants to take: tables by name, `SCORES`, `EVIDENCE`; personal values with a reason."""

    parts: tuple[str, ...]
    kind: Kind
    personal: bool = False
    reason: str = ""


def make(order: Order, *, by: Callable[[Session], Principal]) -> bytes:
    """The file: xlsx, a zip of csv files, or GeoJSON. `by` is asked inside the transaction that notes it.

    Raises NotAllowed, InvalidDraft, and whatever `by` raises.
    """
    now = clock.now()
    parts = order.parts if order.kind is not Kind.GEOJSON else ("courtyard", "building")
    with db.writing() as session:
        who = by(session)
        how = {"kind": order.kind.value, "personal": order.personal, "reason": order.reason}
        actions.take(session=session, tables=parts, by=who, now=now, **how)  # type: ignore[arg-type]
    with db.reading() as session:
        if order.kind is Kind.GEOJSON:
            return _map(session, order, who, now)
        sheets = [_definitions(session, order, now), *_sheets(session, order, who, now)]
    return workbook.xlsx(sheets) if order.kind is Kind.XLSX else _zipped(sheets)


def named(part: str) -> str:
    """What a part is called, in the reader's language."""
    more = {SCORES: _("Indicators"), EVIDENCE: _("Rows behind the indicators")}
    return more.get(part) or _(TABLES[part])


def _map(session: Session, order: Order, by: Principal, now: datetime) -> bytes:
    found = exports.geometry(session, by=by, personal=order.personal)
    found["audit_head"], found["made"] = str(audit.head(session)), now.isoformat()
    return json.dumps(found, ensure_ascii=False).encode()


def _zipped(sheets: list[Sheet]) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as archive:
        for sheet in sheets:
            archive.writestr(f"{sheet.name}.csv", workbook.csv_bytes(sheet))
    return made.getvalue()


def _definitions(session: Session, order: Order, now: datetime) -> Sheet:
    """Where the file comes from, then every table, column and indicator in it."""
    heads = [_("Table"), _("What it is called"), _("Column"), _("Meaning"), _("Unit")]
    heads.append(_("Class of personal data"))
    rows = [["", "", *line, "", ""] for line in _about(session, order, now)]
    for part in _parts(order):
        if part in TABLES:
            for one in exports.fields(part, personal=order.personal):
                rows.append([part, named(part), one.name, one.meaning, one.unit, one.privacy or "P0"])
    if SCORES in order.parts or EVIDENCE in order.parts:
        rows += [_defined(key) for key in CATALOGUE]
    return Sheet(_("What the columns mean"), heads, rows)


def _about(session: Session, order: Order, now: datetime) -> Iterator[tuple[str, str]]:
    site = places.site(session)
    yield _("Site"), str(site.get(f"name_{language()}", ""))
    if site.get("is_demo"):
        yield _("Demonstration data"), _("Everything in this file is invented.")
    yield _("Made"), str(exports.value(now))
    yield _("Head of the audit chain"), str(audit.head(session))
    personal = _("in this file; noted with the reason") if order.personal else _("left out")
    yield _("Personal values"), personal


def _defined(key: str) -> list[str]:
    one = CATALOGUE[key]
    how = {"part": _(one.part_means), "whole": _(one.whole_means)}
    means = _("{meaning} {part} ÷ {whole}", meaning=_(one.meaning), **how)
    return [SCORES, _(one.name), key, means, target_words(one) or "", "P0"]


def _parts(order: Order) -> list[str]:
    may = exports.offered(personal=order.personal)
    return [part for part in order.parts if part in (*may, SCORES, EVIDENCE)]


def _sheets(session: Session, order: Order, by: Principal, now: datetime) -> Iterator[Sheet]:
    for part in _parts(order):
        if part == SCORES:
            yield _scores(session, by)
        elif part == EVIDENCE:
            yield _evidence(session, by, now)
        else:
            yield from _table(session, order, by, part)


def _table(session: Session, order: Order, by: Principal, name: str) -> Iterator[Sheet]:
    """A table on one sheet, or on several where a spreadsheet would cut it off."""
    heads = [one.name for one in exports.fields(name, personal=order.personal)]
    rows = exports.rows(session, by=by, name=name, personal=order.personal)
    for start in range(0, max(len(rows), 1), LONGEST_SHEET):
        more = f" {start // LONGEST_SHEET + 1}" if start else ""
        yield Sheet(f"{name}{more}", heads, rows[start : start + LONGEST_SHEET])


def _latest(session: Session, by: Principal) -> list[Score]:
    found = [one for level in (Level.SITE, Level.COURTYARD) for one in _shown(session, level)]
    return withheld(found, role=by.role)


def _shown(session: Session, level: Level) -> list[Score]:
    keys = [key for key, one in CATALOGUE.items() if level in one.shown]
    return latest(session, day=clock.today(), keys=keys, level=level)


def _scores(session: Session, by: Principal) -> Sheet:
    """Every indicator as it stands today, of the site and of each courtyard."""
    yards = {one["id"]: str(one[f"name_{language()}"]) for one in places.courtyards(session)}
    heads = [
        *(_("Key"), _("Indicator"), _("Place"), _("Period"), _("Part"), _("Whole"), _("Value")),
        *(_("Lower end"), _("Upper end"), _("Verdict"), _("Sentence")),
    ]
    rows: list[list[Value]] = [
        [
            *(one.key, _(CATALOGUE[one.key].name), yards.get(one.scope, _("Whole site"))),
            *(period_words(one.period), one.part, one.whole, one.value, one.low, one.high),
            *(verdict_words(one), sentence(one)),
        ]
        for one in _latest(session, by)
        if not one.stratum
    ]
    return Sheet(_("Indicators"), heads, rows)


def _evidence(session: Session, by: Principal, now: datetime) -> Sheet:
    """The rows behind each of the site's numbers, as far as their reader may see them."""
    yards = {one["id"]: str(one[f"name_{language()}"]) for one in places.courtyards(session)}
    heads = [
        *(_("Key"), _("Record"), _("Number"), _("Day"), _("Month"), _("Courtyard"), _("What")),
        *(_("Records"), _("Part"), _("Whole"), _("Days")),
    ]
    rows: list[list[Value]] = []
    for one in _shown(session, Level.SITE):
        if one.stratum:
            continue
        opened = evidence.opened(session, by=by, key=one.key, period=parse(one.period), now=now)
        rows += [_evidence_row(one.key, row, yards) for row in opened.rows]
    return Sheet(_("Rows behind the indicators"), heads, rows)


def _evidence_row(key: str, row: evidence.Row, yards: dict[int, str]) -> list[Value]:
    figures: list[Value] = [None, None, None] if row.withheld else [row.n, row.part, row.whole]
    return [
        *(key, row.kind, row.about.number, exports.value(row.about.on), row.month),
        *(yards.get(row.courtyard_id or 0, _("Whole site")), _("withheld") if row.withheld else row.stratum),
        *figures,
        row.days if row.days >= 0 else None,
    ]
