"""A vote as the minutes tell it: on which basis, who was asked, the count both ways, what it came to."""

from collections.abc import Callable
from typing import Any

from dashboard.briefings.documents import Paper, in_brackets, listed
from dashboard.i18n import N_, _, language
from dashboard.indicators.sentences import day_words
from dashboard.records import names
from dashboard.rules.vote_words import RULES, square_metres, standing

CHOICES = {"yes": N_("for"), "no": N_("against"), "abstain": N_("abstain")}
Row = dict[str, Any]


def told(paper: Paper, vote: Row) -> None:
    """The question with its number, the rule, the days, the arithmetic as a table and as a sentence."""
    paper.text(in_brackets(vote["question"], vote["thread"] or ""), lead=_("Put to the vote"), keep=True)
    paper.text(_(RULES[str(vote["matter"])]), lead=_("Basis"), keep=True)
    paper.text(_days(vote), keep=True)
    ways: list[tuple[str, Row, Callable[[int], str]]] = [(_("Heads"), vote["heads"], str)]
    if vote["binding"]:
        ways.append((_("Area, m²"), vote["area"], square_metres))
    heads = [
        *(_("Counted by"), _("All"), _("Took part"), _("Turnout needs")),
        *(_("Agreed"), _("Agreement needs")),
    ]
    rows = [_line(vote, name, tally, shown) for name, tally, shown in ways]
    paper.table(heads, rows, (28, 26, 26, 28, 26, 28), numbers=(1, 2, 3, 4, 5))
    if vote["said"] is not None:
        ballots = listed(f"{_(name)} {vote['said'].get(code, 0)}" for code, name in CHOICES.items())
        paper.text(ballots, lead=_("Votes cast"))
    paper.text(standing(vote), lead=_("Result"))


def _days(vote: Row) -> str:
    asked = _(names.ELECTORATES[vote["electorate"]])
    days = {"notice": day_words(vote["notice_on"]), "opened": day_words(vote["opened_on"])}
    known = _("Asked: {asked}. Announced on {notice}, opened on {opened}", asked=asked, **days)
    if vote["running"]:
        return known + _("; it is still running.")
    closed = _(", closed on {day}.", day=day_words(vote["closed_on"]))
    if not vote["binding"] or vote["notice_ok"] is None:
        return known + closed
    kept = _("The 15 days' notice was kept.") if vote["notice_ok"] else _("The 15 days' notice was not kept.")
    return f"{known}{closed}{kept}" if language() == "zh" else f"{known}{closed} {kept}"


def _line(vote: Row, name: str, tally: Row, shown: Callable[[int], str]) -> list[str]:
    """One way of counting; a consultation needs no turnout, what is not told yet is a dash."""
    cells = [tally["all"], tally["took_part"], tally["turnout_needed"] if vote["binding"] else None]
    cells += [tally["yes"], tally["agreement_needed"]]
    return [name, *("—" if one is None else shown(one) for one in cells)]
