"""Method: how numbers are judged, what the marks mean, and the published values ours are held against."""

import streamlit as st

from dashboard.i18n import N_, _
from dashboard.indicators import statistics as stats
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import Stat
from dashboard.indicators.scores import Compared, Verdict
from dashboard.indicators.sentences import COMPARED_WORDS, VERDICT_WORDS
from dashboard.ui import templates
from dashboard.ui.components import source_marks, verdict_badges
from dashboard.ui.components.definitions import STATS
from dashboard.ui.shell import who
from dashboard.ui.views.about import alarms

PUBLISHED: tuple[tuple[str, int, int, str], ...] = (
    ("wilson", 18, 20, "69.9–97.2"),
    ("wilson", 27, 30, "74.4–96.5"),
    ("wilson", 90, 100, "82.6–94.5"),
    ("poisson", 0, 1, "0.00–3.69"),
    ("poisson", 1, 1, "0.03–5.57"),
    ("poisson", 7, 1, "2.81–14.42"),
)
"""Kind, part, whole and the 95% interval printed in the literature: shares in %, Poisson as a count."""
VERDICTS = {
    Verdict.MET: N_("the whole interval, or the count itself, lies on the good side of the target"),
    Verdict.NOT_MET: N_("the whole interval, or the count itself, lies on the other side"),
    Verdict.CANNOT_TELL: N_("the target lies inside the interval: more cases are needed"),
}
UNJUDGED = {
    Verdict.NO_TARGET: N_("shown without a judgement, for example volume: more requests is no bad sign"),
    Verdict.BELOW_BASE: N_("counts are shown, but no share and no colour below the minimum base"),
}
EMPTY = {
    Verdict.NONE_OCCURRED: N_("nothing was due: no value, never 0%"),
    Verdict.NOT_REPORTED: N_("something was expected and no report came"),
    Verdict.WITHHELD: N_("the number is known, but would point to single households"),
}
COMPARED = (
    Compared.CLEARLY_BETTER,
    Compared.WATCH_BETTER,
    Compared.ALIKE,
    Compared.WATCH_WORSE,
    Compared.CLEARLY_WORSE,
)
CENTRE, CASES = 0.95, 20
"""The example of the funnel: 20 of 20 around 95%."""
HONEST = (
    N_("Every number says its counts: 18 of 20, the share, and the interval."),
    N_("Targets say who set them: law, the article, a national figure, or a suggestion."),
    N_("Courtyards always stand in the same order. There is no league table."),
    N_("Completeness stands beside every number: entered, complete and approved are three facts."),
    N_("A correction after a meeting stands beside the frozen figure, never over it."),
    N_("Before and after is no proof: what else changed in the meantime?"),
    N_('Answers through an open link get no interval and no verdict, only "of those who answered".'),
)
SERIES = (
    N_("Up to 11 months: a run chart around the median; too few or too many runs are a signal."),
    N_("From 12 months: XmR limits, mean ± 2.66 × the mean moving range; provisional below 20 months."),
    N_("Signals: a point outside a limit, seven on one side, seven rising or falling."),
    N_("Rare events show the days since the last one."),
)


def page() -> None:
    """How numbers are judged."""
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("Three verdicts against a target"))
        _marks({code: (_(VERDICT_WORDS[code]), _(text)) for code, text in VERDICTS.items()})
        st.caption(
            _(
                "By count where every case is on record and the target is a duty: n of N is compared "
                "exactly. By interval everywhere else: chance is weighed."
            )
        )
        st.subheader(_("Shown without a verdict"))
        _marks({code: (_(VERDICT_WORDS[code]), _(text)) for code, text in UNJUDGED.items()})
        st.subheader(_("Four kinds of empty"))
        zero = _("a value like any other: 0 of 20 is 0%, with its interval")
        _marks({code: (_(VERDICT_WORDS[code]), _(text)) for code, text in EMPTY.items()}, zero)
    with right:
        st.subheader(_("Honesty rules"))
        _plain(HONEST)
        st.subheader(_("Over time"))
        _plain(SERIES)
    _kinds()
    _funnel()
    alarms.section(who.principal())
    reference()


def reference() -> None:
    """The published intervals beside those computed now by the same code that judges the indicators."""
    st.subheader(_("Held against published values"))
    st.caption(_("The right column is computed while you look, by the code that judges the indicators."))
    rows = []
    for kind, part, whole, printed in PUBLISHED:
        is_share = kind == "wilson"
        what = _("{part} of {whole}, Wilson", part=part, whole=whole)
        name = what if is_share else _("{part} events, exact Poisson", part=part)
        unit = "%" if is_share else ""
        rows.append([name, f"{printed}{unit}", f"{computed(kind, part, whole)}{unit}"])
    source_marks.table([_("Counted"), _("published, 95%"), _("computed here")], rows)


def computed(kind: str, part: int, whole: int) -> str:
    """The interval by our own code, written as in the literature."""
    if kind == "wilson":
        found = stats.wilson(part, whole)
        return f"{100 * (found.low or 0):.1f}–{100 * (found.high or 0):.1f}"
    found = stats.poisson(part, whole)
    return f"{found.low or 0:.2f}–{found.high or 0:.2f}"


def _kinds() -> None:
    st.subheader(_("How each number is computed"))
    rows = []
    for stat in Stat:
        names = [_(one.name) for one in CATALOGUE.values() if one.stat is stat]
        rows.append([_(STATS[stat]), str(len(names)), _("; ").join(names)])
    source_marks.table([_("Statistic"), _("indicators"), _("which")], rows)


def _funnel() -> None:
    st.subheader(_("Courtyards against the site: the funnel"))
    _marks({code: (_(COMPARED_WORDS[code]), _limits(code)) for code in COMPARED})
    chance = CENTRE**CASES
    alike = stats.place(CASES, CASES, CENTRE, "proportion") is stats.Place.ALIKE
    limit = _(
        "Said plainly: our upper limit is the mirror of Spiegelhalter's lower one, not his upper "
        "one. His interpolated upper limit flags {cases} of {cases} around {centre}, although "
        "chance alone gives that {chance} of the time.",
        cases=CASES,
        centre=f"{CENTRE:.0%}",
        chance=f"{chance:.0%}",
    )
    ours = _("Ours does not.") if alike else _("Ours does too.")
    templates.draw("views/about/funnel.html", limit=limit, ours=ours)
    st.caption(
        _(
            "Proportions and rates only. Where more than 1 courtyard in 10 lies outside the 99.8% limits, "
            "they differ by more than chance among equals, and the page says so."
        )
    )


def _limits(code: Compared) -> str:
    if code is Compared.ALIKE:
        return _("within the 95% limits")
    if code in (Compared.CLEARLY_BETTER, Compared.CLEARLY_WORSE):
        return _("outside the 99.8% limits")
    return _("between the 95% and the 99.8% limits")


def _marks(found: dict[Verdict, tuple[str, str]] | dict[Compared, tuple[str, str]], zero: str = "") -> None:
    """A mark, its name and its meaning on a line each; above them what zero means, where that is told."""
    marks = [
        {"verdict": verdict_badges.verdict(code.value, name), "text": text}
        for code, (name, text) in found.items()
    ]
    first = {"name": _("zero"), "text": zero} if zero else None
    templates.draw("views/about/marks.html", marks=marks, zero=first)


def _plain(texts: tuple[str, ...]) -> None:
    templates.draw("views/about/plain.html", texts=[_(text) for text in texts])
