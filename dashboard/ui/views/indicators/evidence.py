"""The rows behind a number: filters, the table, and that they add up to the number above."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import clock
from dashboard.access import Principal
from dashboard.errors import NotAllowed
from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import HOURS, Better, Indicator, Stat
from dashboard.indicators.periods import parse
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import counts, number
from dashboard.queries import evidence
from dashboard.queries.evidence import Opened, Row
from dashboard.records.names import RENOVATION, TYPES
from dashboard.ui import cache, formats, labels
from dashboard.ui.components import links

STRATA = TYPES | RENOVATION | {"sample": N_("random sample"), "yuan": N_("by amount")}
HEIGHT = 380


def section(by: Principal, key: str, score: Score, place: dict[str, Any] | None) -> Opened | None:
    """The rows that this reader may see, or one sentence why there are none; gives them for the export."""
    st.subheader(_("The rows behind the number"))
    if not evidence.may_see(by):
        st.info(_("Your role sees totals only; the rows are for those who keep them."))
        return None
    try:
        opened = read(by, key, score, place)
    except NotAllowed:
        st.info(_("Rows are shown for your own courtyard only."))
        return None
    strata = _stratum(CATALOGUE[key])
    rows = opened.of(strata)
    if rows and all(row.withheld for row in rows):
        st.info(_("Withheld by courtyard: so few people could be recognised."))
    elif rows:
        _table(key, _worst_first(CATALOGUE[key], _filtered(key, rows)))
    st.text(foot(key, score, opened, strata))
    return opened


def read(by: Principal, key: str, score: Score, place: dict[str, Any] | None) -> Opened:
    """The rows of the period that is shown, read anew for this reader. Raises NotAllowed."""
    where = place["id"] if place else None
    period = parse(score.period)
    return cache.read(evidence.opened, by=by, key=key, period=period, now=clock.now(), courtyard_id=where)


def foot(key: str, score: Score, opened: Opened, strata: list[str] | None) -> str:
    """What the rows add up to, and whether that is the number above."""
    total = opened.total(strata)
    if total is None:
        return _("The sum is withheld: so few people could be recognised.")
    part, whole, n = total
    told = counts(replace(score, part=part, whole=whole, n=n))
    if strata is not None and strata[0] != (CATALOGUE[key].headline or ""):
        return _("Together: {part} of {whole}.", part=f"{part:,}", whole=f"{whole:,}")
    if (part, whole) == (score.part, score.whole):
        return _("All rows together: {counts}. That is the number above.", counts=told)
    if opened.courtyard_id is not None and opened.courtyard_id != score.scope:
        return _(
            "Your own courtyard's rows only: {counts}. The number above is the whole site's.", counts=told
        )
    return _("All rows together: {counts}.", counts=told)


def heads() -> list[str]:
    """The heads of `plain` rows."""
    return [
        *(_("Record"), _("Number"), _("Designation"), _("Day"), _("Month"), _("Courtyard"), _("What")),
        *(_("Records"), _("Part"), _("Whole"), _("Days")),
    ]


def plain(key: str, row: Row, names: dict[int, str]) -> list[str | int | float | None]:
    """A row for an export: texts and numbers, no figures where it is withheld; money in fen."""
    about = row.about
    figures: list[int | None] = [row.n, row.part, row.whole]
    if row.withheld:
        figures = [None, None, None]
    return [
        *(
            kind_words(CATALOGUE[key], row),
            about.number,
            _name(row),
            about.on.isoformat() if about.on else "",
        ),
        *(row.month, names.get(row.courtyard_id or 0, _("Whole site"))),
        _("withheld") if row.withheld else _stratum_name(CATALOGUE[key], row.stratum),
        *figures,
        row.days if row.days >= 0 else None,
    ]


def frame(key: str, rows: list[Row]) -> pd.DataFrame:
    """The rows as a table in the reader's language; columns that say nothing are left out."""
    one = CATALOGUE[key]
    names = {place["id"]: formats.courtyard(place) for place in cache.courtyards()}
    made = pd.DataFrame([_cells(one, row, names) for row in rows])
    silent = [name for name in made if (made[name] == "").all()]
    return made.drop(columns=silent)


def _cells(one: Indicator, row: Row, names: dict[int, str]) -> dict[str, Any]:
    about = row.about
    number_of = links.href("thread", number=about.number) if about.threaded else about.number
    return {
        _("Record"): kind_words(one, row),
        _("Number"): number_of,
        _("Designation"): _name(row),
        _("Day"): formats.day(about.on) if about.on else "",
        _("Month"): "" if about.on or row.grouped else row.month,
        _("Courtyard"): names.get(row.courtyard_id or 0, _("Whole site")),
        _("What"): _stratum_name(one, row.stratum),
        _("Records"): _hidden(row, f"{row.n:,}") if row.grouped else "",
        _("Counts as"): _hidden(row, part_words(one, row)),
        _("Out of"): _hidden(row, whole_words(row)),
    }


def _name(row: Row) -> str:
    return row.about.name_zh if language() == "zh" else row.about.name_en


def kind_words(one: Indicator, row: Row) -> str:
    """What kind of record it is."""
    is_exposure = row.kind == "household" and one.base_unit is not None
    return _("Household-months") if is_exposure else _(labels.RECORDS[row.kind])


def part_words(one: Indicator, row: Row) -> str:
    """What the row adds to the number."""
    if row.days >= 0:
        if row.part:
            return _n("closed after {n} day", "closed after {n} days", row.days)
        return _n("open for {n} day", "open for {n} days", row.days)
    if row.stratum == "yuan":
        return _("{yuan} yuan", yuan=f"{row.part / 100:,.2f}")
    if one.unit is HOURS:
        return _("{value} h", value=number(row.part / 60, 1))
    if row.grouped or one.base_unit or one.stat is Stat.MEAN:
        return f"{row.part:,}"
    return _("● yes") if row.part else _("○ no")


def whole_words(row: Row) -> str:
    """What the row weighs; empty where that is simply one record."""
    if row.stratum == "yuan":
        return _("{yuan} yuan", yuan=f"{row.whole / 100:,.2f}")
    return f"{row.whole:,}" if row.grouped or row.whole != 1 else ""


def _hidden(row: Row, text: str) -> str:
    return _("▨ withheld") if row.withheld else text


def _stratum_name(one: Indicator, stratum: str) -> str:
    if stratum in one.beside:
        return _(one.beside[stratum])
    found = STRATA.get(stratum, "")
    return _(found if isinstance(found, str) else found[0])


def _stratum(one: Indicator) -> list[str] | None:
    """Which figure's rows: the number's own, or one that stands beside it; None is all of them."""
    if one.headline is None:
        return None
    names = {one.headline: _(one.name)} | {name: _(text) for name, text in one.beside.items()}
    if len(names) == 1:
        return [one.headline]
    chosen = st.segmented_control(
        _("Figure"), list(names), format_func=_called(names), default=one.headline, key="rows.figure"
    )
    return [one.headline if chosen is None else chosen]


def _filtered(key: str, rows: list[Row]) -> list[Row]:
    """The rows that the reader picks by courtyard, month and whether they are a hit."""
    names = {place["id"]: formats.courtyard(place) for place in cache.courtyards()}
    places = {id_: name for id_, name in names.items() if any(row.courtyard_id == id_ for row in rows)}
    months = {month: month for month in sorted({row.month for row in rows if not row.grouped})}
    hits = {True: _("● yes"), False: _("○ no")} if _has_hits(CATALOGUE[key], rows) else {}
    with st.container(horizontal=True):
        where = _picked(_("Courtyard"), places, "rows.place")
        month = _picked(_("Month"), months, "rows.month")
        hit = _picked(_("Counts as"), hits, "rows.hit")
    return [
        row
        for row in rows
        if where in (None, row.courtyard_id)
        and (month is None or (row.month == month and not row.grouped))
        and (hit is None or (bool(row.part) == hit and not row.grouped))
    ]


def _worst_first(one: Indicator, rows: list[Row]) -> list[Row]:
    """What falls short before what is as it should be: it is what somebody comes for."""
    if not one.unit.is_share:
        return rows
    good = one.better is Better.HIGHER
    return sorted(rows, key=lambda row: row.grouped or bool(row.part) is good)


def _picked(label: str, names: Mapping[Any, str], key: str) -> Any:
    """One of several, or None for all of them."""
    if len(names) < 2:
        return None
    options, told = list(names), _called(names)
    return st.selectbox(
        label, options, index=None, placeholder=_("All"), format_func=told, key=key, width=200
    )


def _called(names: Mapping[Any, str]) -> Callable[[Any], str]:
    return lambda code: names[code]


def _has_hits(one: Indicator, rows: list[Row]) -> bool:
    return one.unit.is_share and len({bool(row.part) for row in rows if not row.grouped}) > 1


def _table(key: str, rows: list[Row]) -> None:
    if not rows:
        st.caption(_("No row fits these filters."))
        return
    table = frame(key, rows)
    columns = {}
    if _("Number") in table and any(row.about.threaded for row in rows):
        columns[_("Number")] = st.column_config.LinkColumn(_("Number"), display_text=r"number=(.*)")
    st.caption(_n("{n} row", "{n} rows", len(rows)))
    st.dataframe(
        table,
        hide_index=True,
        column_config=columns,
        height=HEIGHT if len(rows) > 10 else "content",
        alt=_("The rows behind the number"),
    )
