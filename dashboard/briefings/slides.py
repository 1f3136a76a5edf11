"""The slides of matters: what was promised, what changed, what is overdue, what is to be decided."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.changes import LINES
from dashboard.briefings.facts import Facts
from dashboard.briefings.model import Both, Row, Slide, SlideKind, both
from dashboard.briefings.wording import heads
from dashboard.i18n import N_, _, _n, joined, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.scores import Compared, Score, Verdict
from dashboard.indicators.sentences import day_words, figure, when_words
from dashboard.queries import past_due
from dashboard.queries.agenda import SEVERAL
from dashboard.rules.promises import State

STATES = {
    State.KEPT: N_("kept"),
    State.LATE: N_("kept late"),
    State.OPEN: N_("still running"),
    State.OVERDUE: N_("overdue"),
    State.DROPPED: N_("dropped"),
}


LATE = {
    "request": N_("requests past their day"),
    "hazard": N_("hazards past their day"),
    "task": N_("promises past their day"),
}
"""The kinds that have a line of their own among what is past its day."""


def title(facts: Facts) -> Iterator[Slide]:
    """What meeting this is, where and when."""
    meeting = facts.meeting
    yield Slide(
        key="title",
        kind=SlideKind.TITLE,
        title=Both(meeting["title"], meeting["title"]),
        sentence=both(lambda: " · ".join(filter(None, [when_words(meeting), meeting["place"]]))),
        source=both(lambda: _("All numbers stand as of the opening of this meeting.")),
        notes=both(lambda: _("Wait until everybody sits. Say who takes the minutes.")),
    )


def promises(facts: Facts) -> Iterator[Slide]:
    """What the meeting before promised, and what became of it."""
    if facts.before is None:
        return
    counts = Counter(row["state"] for row in facts.promised)
    rows = [
        Row((Both(row["title"], row["title"]), wording.owner(row), _became(row)), mark=row["state"].value)
        for row in facts.promised
    ]
    yield Slide(
        key="promises",
        kind=SlideKind.PROMISES,
        title=both(lambda: _("What we promised last time")),
        sentence=both(lambda: _promises(facts, counts)),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(
            lambda: _("Begin with what was not kept: who says why, and until when? Then thank for what was.")
        ),
        heads=heads(N_("Promise"), N_("Who"), N_("What became of it")),
        rows=tuple(rows[:LINES]),
        more=max(len(rows) - LINES, 0),
    )


def _promises(facts: Facts, counts: Counter[State]) -> str:
    if not facts.promised:
        return joined(_("The meeting of {day} promised nothing.", day=day_words(facts.since)), _others(facts))
    told = [f"{_(STATES[one])} {counts[one]}" for one in STATES if counts[one]]
    mine = _(
        "Of {n} promises of {day}: {told}.",
        n=len(facts.promised),
        day=day_words(facts.since),
        told=_(", ").join(told),
    )
    return joined(mine, _others(facts))


def _others(facts: Facts) -> str:
    """How many promises from elsewhere are overdue: else all would seem well."""
    mine = sum(row["state"] is State.OVERDUE for row in facts.promised)
    late = past_due.counted(facts.past_due).get("task", 0) - mine
    return _n("{n} other promise is overdue.", "{n} other promises are overdue.", late) if late > 0 else ""


def _became(row: dict[str, Any]) -> Both:
    """`kept on 3 Oct 2026`, `overdue since ...`, `until ...`."""
    texts = {
        State.KEPT: N_("kept, {day}"),
        State.LATE: N_("kept late, {day}"),
        State.OPEN: N_("running until {day}"),
        State.OVERDUE: N_("overdue since {day}"),
        State.DROPPED: N_("dropped, {day}"),
    }
    on = row["done_on"] or row.get("dropped_on") or row["due_on"]
    return both(lambda: _(texts[row["state"]], day=day_words(on)))


def attention(facts: Facts) -> Iterator[Slide]:
    """Exact counts first, then what is clearly worse."""
    late = past_due.counted(facts.past_due)
    named = [(late.pop(noun, 0), text) for noun, text in LATE.items()]
    counts = [*named, (sum(late.values()), N_("other matters past their day"))]
    rows = [
        Row((both(lambda text=text: _(text)), Both(f"{n:,}", f"{n:,}")), mark=State.OVERDUE.value)
        for n, text in counts
        if n
    ]
    for score in _worse(facts):
        rows.append(Row((_where(facts, score), _figure(score)), mark=_mark(score), score=facts.place(score)))
    yield Slide(
        key="attention",
        kind=SlideKind.ATTENTION,
        title=both(lambda: _("What needs attention")),
        sentence=both(lambda: _attention(facts, len(_worse(facts)))),
        completeness=wording.counted(),
        source=wording.records(facts.day),
        notes=both(
            lambda: _("Overdue matters are exact counts. Of the numbers only what is certain is named.")
        ),
        rows=tuple(rows[:LINES]),
        more=max(len(rows) - LINES, 0),
    )


def _attention(facts: Facts, worse: int) -> str:
    late = sum(past_due.counted(facts.past_due).values())
    if not late and not worse:
        return _("Nothing is overdue, and no number is clearly worse.")
    return _(
        "{late} matters are overdue; {worse} numbers are below their target or clearly worse.",
        late=late,
        worse=worse,
    )


def _worse(facts: Facts) -> list[Score]:
    """Courtyards clearly worse than the site, then outcomes that do not reach their target."""
    apart = [one for one in facts.scores if one.compared is Compared.CLEARLY_WORSE]
    below = [one for one in facts.own() if one.verdict is Verdict.NOT_MET and one.compared is None]
    order = ["outcome", "output", "activity"]
    return [*apart, *sorted(below, key=lambda one: order.index(CATALOGUE[one.key].role.value))]


def _where(facts: Facts, score: Score) -> Both:
    """The indicator, with the courtyard where it is one's."""
    home = facts.courtyards.get(score.scope)
    label = both(lambda: _(CATALOGUE[score.key].name))
    if home is None:
        return label
    return Both(f"{home['name_zh']}：{label.zh}", f"{home['name_en']}: {label.en}")


def _figure(score: Score) -> Both:
    return both(lambda: figure(score))


def _mark(score: Score) -> str:
    return (score.compared or score.verdict).value


def agenda(facts: Facts) -> Iterator[Slide]:
    """The matters of the day with their time."""
    if not facts.agenda:
        return
    minutes = sum(one["minutes"] or 0 for one in facts.agenda)
    yield Slide(
        key="agenda",
        kind=SlideKind.AGENDA,
        title=both(lambda: _("What is to be decided today")),
        sentence=both(lambda: _("{n} matters, {minutes} minutes.", n=len(facts.agenda), minutes=minutes)),
        source=both(lambda: _("Source: the agenda of this meeting")),
        heads=heads(N_("Matter"), N_("Presented by"), N_("Minutes")),
        rows=tuple(
            Row(
                (
                    Both(one["title"], one["title"]),
                    Both(one["presenter"] or "—", one["presenter"] or "—"),
                    Both(str(one["minutes"] or "—"), str(one["minutes"] or "—")),
                )
            )
            for one in facts.agenda
        ),
        minutes=minutes or None,
    )


def matters(facts: Facts) -> Iterator[Slide]:
    """Each matter to decide; its vote and what is resolved are read when it is shown."""
    for number, one in enumerate(facts.agenda, start=1):
        yield Slide(
            key=f"matter:{one['id']}",
            kind=SlideKind.MATTER,
            title=Both(one["title"], one["title"]),
            sentence=both(lambda number=number, one=one: _matter(facts, number, one)),
            source=both(lambda: _("Source: the agenda of this meeting")),
            notes=both(
                lambda: _(
                    "Say what is asked, who is touched by it, and what it costs. Then ask for the decision."
                )
            ),
            item_id=one["id"],
            request_id=one["request_id"],
            minutes=one["minutes"],
            presenter=one["presenter"] or "",
        )


def _matter(facts: Facts, number: int, one: dict[str, Any]) -> str:
    """Which of the matters it is, and since when it waits: what the records say of where it came from."""
    told = [_("Matter {n} of {whole}", n=number, whole=len(facts.agenda))]
    if one["came_from"]:
        told.append(_came_from(one["came_from"]))
        due = one["came_from"]["due_on"]
        late = (facts.day - due).days if due else 0
        if late > 0:
            told.append(_n("{n} day overdue", "{n} days overdue", late))
    return " · ".join(told)


def _came_from(found: dict[str, Any]) -> str:
    days = {"on": day_words(found["on"]), "due": day_words(found["due_on"]) if found["due_on"] else ""}
    if found["noun"] == "hazard":
        return _("found on {on}, to be fixed by {due}", **days)
    if found["noun"] == "renovation_item":
        if found["accepted_on"]:
            return _("accepted by the residents on {on}", on=day_words(found["accepted_on"]))
        return _("done on {on}, to be accepted", **days)
    if found["noun"] == "request":
        told = [_("asked for on {on}", **days)]
        told += [_("promised for {due}", **days)] if found["due_on"] else []
        count = found["households"]
        told += [_n("{n} household behind it", "{n} households behind it", count)] if count >= SEVERAL else []
        return " · ".join(told)
    owner = found[f"owner_{language()}"]
    if not owner:
        return _("decided on {on}, promised for {due}", **days)
    return _("decided on {on}, promised by {owner} for {due}", owner=owner, **days)


def resolutions(_facts: Facts) -> Iterator[Slide]:
    """What was resolved is read back before everybody goes."""
    yield Slide(
        key="resolutions",
        kind=SlideKind.RESOLUTIONS,
        title=both(lambda: _("What we have resolved")),
        sentence=both(lambda: _("Read back before we part: what, who, until when.")),
        source=both(lambda: _("Source: the resolutions of this meeting")),
        notes=both(lambda: _("Read each aloud. Whoever answers for it says yes.")),
    )
