"""Why a vote passed or not, as a sentence to read aloud with its arithmetic."""

from decimal import Decimal
from typing import Any

from dashboard.i18n import N_, _, _n
from dashboard.rules.votes import Count, Tally, agreement_needed, turnout_needed
from dashboard.schema.votes import Electorate, Matter

Row = dict[str, Any]
RULES = {
    "ordinary": N_(
        "Civil Code, art. 278, in force since 1 January 2021: at least two thirds take part "
        "by area and by head; more than half of both agree."
    ),
    "special": N_(
        "Civil Code, art. 278, in force since 1 January 2021: at least two thirds take part "
        "by area and by head; at least three quarters of both agree."
    ),
    "consultative": N_("A consultation: it shows what people want and binds nobody."),
}


def square_metres(area: int) -> str:
    """An area in 0.01 m² as it is written: `1234.50`."""
    return str(Decimal(area).scaleb(-2).quantize(Decimal("0.01")))


def why(counted: Count, matter: Matter) -> str:
    """Turnout, then agreement, each by head and by area, with what was needed."""
    told = [_turnout(counted)]
    if counted.turnout_met:
        told.append(_agreement(counted, matter))
    return " ".join(told)


def _turnout(counted: Count) -> str:
    heads, area = counted.heads, counted.area
    given = {
        "heads": heads.took_part,
        "all_heads": heads.all,
        "need_heads": turnout_needed(heads),
        "area": square_metres(area.took_part),
        "all_area": square_metres(area.all),
        "need_area": square_metres(turnout_needed(area)),
    }
    told = _(
        "Took part: {heads} of {all_heads} owners (at least {need_heads}) "
        "and {area} of {all_area} m² (at least {need_area}).",
        **given,
    )
    if counted.turnout_met:
        return told
    return told + " " + _("Turnout is not met, by {ways}: the vote did not pass.", ways=_ways(counted))


def _ways(counted: Count) -> str:
    missed = [name for name, met in _met(counted.heads.turnout_met, counted.area.turnout_met) if not met]
    return _(" and by ").join(missed)


def _met(heads: bool, area: bool) -> list[tuple[str, bool]]:
    return [(_("head"), heads), (_("area"), area)]


def _agreement(counted: Count, matter: Matter) -> str:
    heads, area = counted.heads, counted.area
    share = _("at least 3/4") if matter is Matter.SPECIAL else _("more than 1/2")
    told = _(
        "Agreed: {heads} of {of_heads} owners ({share}: {need_heads}) "
        "and {area} of {of_area} m² ({share}: {need_area}).",
        heads=heads.yes,
        of_heads=heads.took_part,
        need_heads=agreement_needed(heads, matter),
        area=square_metres(area.yes),
        of_area=square_metres(area.took_part),
        need_area=square_metres(agreement_needed(area, matter)),
        share=share,
    )
    return told + " " + (_("It passed.") if counted.passed(matter) else _outvoted(heads, area, matter))


def _outvoted(heads: Tally, area: Tally, matter: Matter) -> str:
    missed = [name for name, met in _met(heads.agreed(matter), area.agreed(matter)) if not met]
    return _("It did not pass: too few agreed, by {ways}.", ways=_(" and by ").join(missed))


def consulted(counted: Count) -> str:
    """What a consultation showed, by heads alone."""
    heads = counted.heads
    told = _("{n} of {whole} took part", n=heads.took_part, whole=heads.all)
    agreed = _("{n} of {whole} agreed", n=heads.yes, whole=heads.took_part)
    more = heads.agreed(Matter.CONSULTATIVE)
    result = _("more than half want it") if more else _("no more than half want it")
    return _("{told}; {agreed}: {result}.", told=told, agreed=agreed, result=result)


def standing(row: Row) -> str:
    """What the count of `queries.votes.one` says, to be read aloud."""
    counted = row["counted"]
    if counted is None or row["running"]:
        return _still(row)
    if row["electorate"] == Electorate.OWNERS and row["binding"]:
        return why(counted, Matter(row["matter"]))
    return consulted(counted)


def _still(row: Row) -> str:
    heads, area = row["heads"], row["area"]
    told = _("{n} of {whole} have voted", n=heads["took_part"], whole=heads["all"])
    if not row["binding"]:
        return told
    needed = max(heads["turnout_needed"] - heads["took_part"], 0)
    square = max(area["turnout_needed"] - area["took_part"], 0)
    if not needed and not square:
        return told + _("; enough take part")
    return told + _n(
        "; {n} more and {area} m² are needed",
        "; {n} more and {area} m² are needed",
        needed,
        area=square_metres(square),
    )
