"""Numbers in words: values, intervals, periods, and the sentence to read aloud, zh and en."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from dashboard.i18n import N_, _, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.kinds import HOURS, Better, Indicator, Judged, Source, Stat
from dashboard.indicators.periods import Kind, Period, parse
from dashboard.indicators.scores import VALUED, Compared, Score, Verdict

VERDICT_WORDS = {
    Verdict.MET: N_("met"),
    Verdict.NOT_MET: N_("not met"),
    Verdict.CANNOT_TELL: N_("cannot tell"),
    Verdict.NO_TARGET: N_("no target"),
    Verdict.BELOW_BASE: N_("too few to judge"),
    Verdict.NONE_OCCURRED: N_("none occurred"),
    Verdict.NOT_REPORTED: N_("not reported"),
    Verdict.WITHHELD: N_("withheld"),
}

CHANGE_WORDS = {
    Verdict.MET: N_("clearly better than the season before"),
    Verdict.NOT_MET: N_("clearly worse than the season before"),
    Verdict.CANNOT_TELL: N_("the difference from the season before may be chance"),
}

COMPARED_WORDS = {
    Compared.CLEARLY_BETTER: N_("clearly better than the site"),
    Compared.CLEARLY_WORSE: N_("clearly worse than the site"),
    Compared.WATCH_BETTER: N_("perhaps better than the site: watch"),
    Compared.WATCH_WORSE: N_("perhaps worse than the site: watch"),
    Compared.ALIKE: N_("the difference from the site may be chance"),
}

SHORT_WORDS: dict[Compared | Verdict, str] = {
    Compared.CLEARLY_BETTER: N_("clearly better"),
    Compared.CLEARLY_WORSE: N_("clearly worse"),
    Compared.WATCH_BETTER: N_("watch"),
    Compared.WATCH_WORSE: N_("watch"),
    Verdict.MET: N_("met"),
    Verdict.NOT_MET: N_("not met"),
    Verdict.BELOW_BASE: N_("too few"),
    Verdict.NONE_OCCURRED: N_("none"),
    Verdict.NOT_REPORTED: N_("not reported"),
    Verdict.WITHHELD: N_("withheld"),
}
"""For a label with room for two words; what cannot be told has its mark only, explained beside."""

SOURCE_WORDS = {
    Source.LAW: N_("by law"),
    Source.ARTICLE: N_("from the article"),
    Source.NATIONAL: N_("national"),
    Source.SUGGESTED: N_("suggested"),
}

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def period_words(period: Period | str) -> str:
    """`2026年10月` / `Oct 2026`; `2026年第3季度` / `Q3 2026`; rolling periods by their last month."""
    one = parse(period) if isinstance(period, str) else period
    year, month = one.last.year, one.last.month
    if one.kind is Kind.YEAR:
        return _("{year}", year=year)
    if one.kind is Kind.QUARTER:
        return _("Q{quarter} {year}", quarter=(month + 2) // 3, year=year)
    name = month if language() == "zh" else MONTHS[month - 1]
    if one.kind is Kind.ROLLING:
        return _("12 months to {month} {year}", month=name, year=year)
    return _("{month} {year}", month=name, year=year)


def when_words(meeting: Mapping[str, Any]) -> str:
    """A meeting's day and the hour at which it begins, where one was said: `3 Oct 2026 14:30`."""
    return " ".join(filter(None, [day_words(meeting["held_on"]), meeting["begins_at"]]))


def day_words(one: date | None) -> str:
    """`2026年10月3日` / `3 Oct 2026`; a dash for none."""
    if one is None:
        return "—"
    month = one.month if language() == "zh" else MONTHS[one.month - 1]
    return _("{day} {month} {year}", day=one.day, month=month, year=one.year)


def number(value: float, digits: int) -> str:
    """A number with at most three significant digits where it has decimals."""
    if abs(value) >= 100:
        digits = 0
    return f"{value:,.{digits}f}"


def amount(one: Indicator, value: float) -> str:
    """A value in the indicator's unit: `83%`, `4.2 h`, `6 days`."""
    shown = value * 100 if one.unit.is_share else value
    text = number(shown, one.unit.digits)
    if one.unit.is_share and text == "100" and value < 1:
        text = f"{int(shown * 10) / 10:.1f}"
    return _(one.unit.text, value=text)


def interval(one: Indicator, score: Score) -> str:
    """The interval in words, empty where the statistic has none."""
    if score.low is None and score.high is None:
        return ""
    ends = ("?" if end is None else _end(one, end) for end in (score.low, score.high))
    return _("{low} to {high}", **dict(zip(("low", "high"), ends, strict=True)))


def bare(one: Indicator, value: float) -> str:
    """A value as it stands on a card: with % or days, but without a long unit that its name tells."""
    return number(value, one.unit.digits) if one.unit.scale > 1 else amount(one, value)


def _end(one: Indicator, value: float) -> str:
    """One end of an interval: the unit stands with the value already, only % is said again."""
    return amount(one, value) if one.unit.is_share else number(value, one.unit.digits)


def target_words(one: Indicator) -> str:
    """The target with the one who says so, empty where there is none."""
    if one.target is None:
        return ""
    sign = "≤" if one.better is Better.LOWER else "≥"
    value = amount(one, float(one.target.exact))
    return _(
        "target {sign} {value}, {source}", sign=sign, value=value, source=_(SOURCE_WORDS[one.target.source])
    )


def counts(score: Score) -> str:
    """`18 of 20 ...`: what was counted, always with its base."""
    one = CATALOGUE[score.key]
    hours = number(float(HOURS.scale * Fraction(score.part)), 0)
    return _(
        one.says,
        part=f"{score.part:,}",
        whole=f"{score.whole:,}",
        amount=hours,
        part_yuan=f"{round(score.part / 100):,}",
        whole_yuan=f"{round(score.whole / 100):,}",
        years=f"{score.whole / 12:,.0f}",
    )


def verdict_words(score: Score) -> str:
    """The verdict in words, naming the comparator."""
    one = CATALOGUE[score.key]
    if one.stat is Stat.CHANGE:
        return _(CHANGE_WORDS.get(score.verdict, VERDICT_WORDS[score.verdict]))
    return _(VERDICT_WORDS[score.verdict])


def by_count(one: Indicator, score: Score) -> bool:
    """Whether the number is judged case by case and compared with nothing: then chance has no part in it."""
    counted = one.target is not None and one.target.judged is Judged.COUNT
    return counted and one.stat is Stat.PROPORTION and score.compared is None


def figure(score: Score) -> str:
    """The number alone, as on a card: the value, or the counts where there is none, or a dash."""
    if score.value is not None:
        return bare(CATALOGUE[score.key], score.value)
    return f"{score.part:,}/{score.whole:,}" if score.whole else "—"


def short_words(score: Score) -> str:
    """The verdict in two words, against the site where that was judged; empty where it cannot be told."""
    return _(SHORT_WORDS.get(score.compared or score.verdict, ""))


def completeness(score: Score) -> str:
    """Reports entered of those expected, and how many came on time."""
    if not score.expected:
        return _("no reports expected")
    return _(
        "reports {entered} of {expected}, {on_time} on time",
        entered=score.entered,
        expected=score.expected,
        on_time=score.on_time,
    )


def sentence(score: Score) -> str:
    """The sentence to read aloud: counts, value with interval, verdict with comparator, chance."""
    one = CATALOGUE[score.key]
    if score.verdict in (Verdict.NONE_OCCURRED, Verdict.NOT_REPORTED, Verdict.WITHHELD):
        words = {
            Verdict.NONE_OCCURRED: _("{name}: nothing was due", name=_(one.name)),
            Verdict.NOT_REPORTED: _("{name}: not reported", name=_(one.name)),
            Verdict.WITHHELD: _("{name}: withheld to protect privacy", name=_(one.name)),
        }
        return words[score.verdict] + _(".")
    parts = [counts(score)]
    if score.verdict is Verdict.BELOW_BASE:
        parts.append(_("fewer than {base}: too few to judge", base=one.base))
    elif score.value is not None:
        spread = "" if by_count(one, score) else interval(one, score)
        value = amount(one, score.value)
        parts.append(_("{value} ({interval})", value=value, interval=spread) if spread else value)
        parts.extend(_judgement(one, score))
    elif score.verdict in VALUED:
        parts.append(_("more than half are still open"))
    return _(", ").join(part for part in parts if part) + _(".")


def _judgement(one: Indicator, score: Score) -> list[str]:
    words = []
    if one.stat is Stat.CHANGE and score.verdict in CHANGE_WORDS:
        words.append(_(CHANGE_WORDS[score.verdict]))
    elif one.target is not None:
        value = amount(one, float(one.target.exact))
        told = {
            Verdict.MET: _("the target of {value} is met", value=value),
            Verdict.NOT_MET: _("the target of {value} is not met", value=value),
            Verdict.CANNOT_TELL: _("whether the target of {value} is met cannot be told", value=value),
        }
        if by_count(one, score):
            words.append(_("counted case by case"))
        words.append(told[score.verdict])
    if score.compared is not None:
        words.append(_(COMPARED_WORDS[score.compared]))
    return words
