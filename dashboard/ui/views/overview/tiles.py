"""Four tiles, a question each: what is past its day, are promises kept, targets met, reports in."""

from collections import Counter
from typing import Any

from dashboard.access import Action, Principal, scope
from dashboard.briefings.slides import STATES
from dashboard.charts.palette import verdict_ink, verdict_mark
from dashboard.i18n import N_, _, _n
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Part
from dashboard.indicators.scores import Score
from dashboard.indicators.sentences import period_words, verdict_words
from dashboard.queries import past_due
from dashboard.queries.overview import Overview
from dashboard.queries.quality import Tally
from dashboard.rules.promises import State
from dashboard.ui import templates
from dashboard.ui.components import links
from dashboard.ui.formats import day
from dashboard.ui.shell.style import is_dark

NAMES = {
    "hazard": N_("hazards"),
    "request": N_("requests"),
    "disclosure": N_("disclosures"),
    "task": N_("promises"),
    "mediation": N_("agreements"),
    "renovation_item": N_("renovation"),
    "pledge": N_("pledges"),
}
KEPT = (State.KEPT, State.LATE, State.OPEN, State.OVERDUE, State.DROPPED)
"""The order in which promises are drawn."""


def show(seen: Overview, by: Principal) -> None:
    """Side by side on a desk, in pairs on a phone."""
    templates.draw(
        "views/overview/tiles.html",
        due=_due(seen),
        promises=_promises(seen, by),
        targets=_targets(seen),
        reports=_reports(seen, by),
    )


def _due(seen: Overview) -> dict[str, Any]:
    counts, undated = past_due.counted(seen.past_due), past_due.undated(seen.past_due)
    return {
        "title": _("Past their day"),
        "sum": f"{sum(counts.values()):,}",
        "unit": _n("matter", "matters", sum(counts.values())),
        "kinds": [{"name": _(NAMES[noun]), "count": count} for noun, count in counts.items()],
        "undated": _n("{n} request without a day", "{n} requests without a day", undated) if undated else "",
    }


def _promises(seen: Overview, by: Principal) -> dict[str, Any]:
    counts = Counter(seen.promised)
    done = counts[State.KEPT] + counts[State.LATE]
    told = [f"{_(STATES[state])} {counts[state]}" for state in KEPT if counts[state]]
    if seen.meeting_on is None:
        told = [_("No joint meeting is on record yet.")]
    elif not told:
        told = [_("The meeting of {day} promised nothing.", day=day(seen.meeting_on))]
    late = past_due.counted(seen.past_due).get("task", 0) - counts[State.OVERDUE]
    others = _n("{n} other promise is overdue.", "{n} other promises are overdue.", late) if late > 0 else ""
    return {
        "title": _("Last meeting's promises"),
        "way": links.href("follow-up") if scope(by, Action.SEE_TASKS) else "",
        "sum": f"{done}/{len(seen.promised)}",
        "unit": _("done"),
        "states": [state.value for state in sorted(seen.promised, key=KEPT.index)],
        "words": _(", ").join(told),
        "others": others,
    }


def _targets(seen: Overview) -> dict[str, Any]:
    """A cell for every indicator: outcomes for residents, then all others, each led by what is not met."""
    outcomes = [one for one in seen.scores if CATALOGUE[one.key].role is Part.OUTCOME]
    others = [one for one in seen.scores if CATALOGUE[one.key].role is not Part.OUTCOME]
    month = f"{seen.day:%Y-%m}"
    unjudged = len(seen.scores) - len(seen.met) - len(seen.not_met) - len(seen.cannot_tell)
    return {
        "title": _("Targets"),
        "way": links.href("indicators", month=month),
        "sum": f"{len(seen.met)}/{len(seen.scores)}",
        "unit": _(
            "met; {missed} not, {unsure} cannot be told",
            missed=len(seen.not_met),
            unsure=len(seen.cannot_tell),
        ),
        "unjudged": _n("{n} has no target or no report", "{n} have no target or no report", unjudged)
        if unjudged
        else "",
        "rows": [
            {"name": name, "cells": [_cell(one, month) for one in sorted(row, key=_worst_first)]}
            for name, row in ((_("Outcomes for residents"), outcomes), (_("Other indicators"), others))
        ],
    }


def _cell(one: Score, month: str) -> dict[str, str]:
    return {
        "glyph": verdict_mark(one.verdict.value).glyph,
        "ink": verdict_ink(one.verdict.value, dark=is_dark()),
        "told": _("{name}: {verdict}", name=_(CATALOGUE[one.key].name), verdict=verdict_words(one)),
        "way": links.href("indicators", key=one.key, month=month),
    }


def _worst_first(one: Score) -> tuple[int, str]:
    order = ("not_met", "cannot_tell", "met")
    verdict = one.verdict.value
    return order.index(verdict) if verdict in order else len(order), one.key


def _reports(seen: Overview, by: Principal) -> dict[str, Any]:
    counted = {month: one for month, one in seen.reports.items() if one.expected}
    whole, on_time = (
        sum(one.expected for one in counted.values()),
        sum(one.on_time for one in counted.values()),
    )
    entered = sum(one.entered for one in counted.values())
    return {
        "title": _("Reports in"),
        "way": links.href("quality") if scope(by, Action.SEE_QUALITY) else "",
        "sum": f"{entered:,}/{whole:,}" if whole else "",
        "unit": _("in 12 months"),
        "months": [_month(month, one) for month, one in counted.items()],
        "words": _("{on_time} on time, {missing} missing", on_time=on_time, missing=whole - entered)
        if whole
        else _("no reports expected"),
    }


def _month(month: str, one: Tally) -> dict[str, str]:
    return {
        "share": f"{one.entered / one.expected:.3f}",
        "told": _("{month}: {n} of {whole}", month=period_words(month), n=one.entered, whole=one.expected),
    }
