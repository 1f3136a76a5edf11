"""The minutes of a meeting (会议纪要) as a Word document, in the language being spoken.

Its numbers are those that were frozen when the meeting opened; what has been corrected since stands beside
them. Who led the meeting and who wrote is not recorded: lines to write on stand for them.
"""

from collections.abc import Callable
from typing import Any

from dashboard.briefings import wording
from dashboard.briefings.documents import COLON, SEMICOLON, Paper, in_brackets, listed
from dashboard.briefings.minutes_facts import Matter, Minutes
from dashboard.briefings.minutes_votes import told as vote_told
from dashboard.briefings.model import Slide, SlideKind
from dashboard.clock import SHANGHAI, civil
from dashboard.i18n import N_, _, _n, language
from dashboard.indicators.catalogue import CATALOGUE
from dashboard.indicators.sentences import day_words, figure, period_words, when_words
from dashboard.records import names
from dashboard.rules.trail import Printed
from dashboard.schema.meetings import Party, Presence

BLANK = "_" * 16
ORDER = "一二三四五六七八九十"
SIGNS = {
    "chair": N_("Chair"),
    "recorder": N_("Recorder"),
    "owners": N_("For the owners"),
    "community": N_("For the community"),
    "company": N_("For the property company"),
}
PRESENT = {
    Presence.PRESENT: N_("Those present"),
    Presence.IN_ATTENDANCE: N_("In attendance"),
    Presence.APOLOGIES: N_("Apologies"),
    Presence.ABSENT: N_("Absent"),
}


def docx(minutes: Minutes) -> bytes:
    """The document as a file; typed words stand in it as they are, names as this reader may be told them."""
    meeting, site = minutes.meeting, minutes.site[f"name_{language()}"]
    title = _("Minutes: {title}", title=meeting["title"])
    foot = _("{title} · {site}", title=meeting["title"], site=site)
    paper = Paper(title=title, author=site, at=minutes.made_at, foot=foot)
    demo = _("Demonstration data") if minutes.site["is_demo"] else ""
    paper.title(title, " · ".join(filter(None, [site, demo])))
    paper.facts(_facts(minutes))
    written = [part for part in PARTS if part[1](minutes)]
    for no, (head, _is_there, write) in enumerate(written):
        paper.heading(_("{no}. {head}", no=_ordinal(no), head=_(head)))
        write(paper, minutes)
    return paper.bytes()


def _ordinal(place: int) -> str:
    return ORDER[place] if language() == "zh" else str(place + 1)


def _facts(minutes: Minutes) -> list[tuple[str, str]]:
    meeting = minutes.meeting
    hours = [meeting[name].astimezone(SHANGHAI) for name in ("opened_at", "closed_at") if meeting[name]]
    spoken = "–".join(f"{one:%H:%M}" for one in hours)
    return [
        (_("Time"), " ".join(filter(None, [day_words(meeting["held_on"]), spoken]))),
        (_("Meeting place"), meeting["place"] or "—"),
        (_("Chair"), BLANK),
        (_("Recorder"), BLANK),
    ]


def _attendance(paper: Paper, minutes: Minutes) -> None:
    """Counts by party, then who was there how; at open meetings the households."""
    meeting = minutes.meeting
    if meeting["open"] and meeting["came"] is not None:
        told = _("{came} of {whole} households came.", came=meeting["came"], whole=meeting["entitled"])
        paper.text(told, keep=bool(minutes.seats))
    elif meeting["open"]:
        paper.text(_("How many households came is told by the quarter."))
    if not minutes.seats:
        return
    parties = [one for one in Party if any(seat["party"] == one for seat in minutes.seats)]
    counts = [[len(minutes.sat(how, party)) for how in Presence] for party in parties]
    rows = [[_(names.PARTIES[party]), *map(str, line)] for party, line in zip(parties, counts, strict=True)]
    rows.append([_("Together"), *(str(sum(column)) for column in zip(*counts, strict=True))])
    heads = [_("Party"), *(_(PRESENT[one]) for one in Presence)]
    paper.table(heads, rows, (40, 30, 30, 30, 30), numbers=(1, 2, 3, 4), total=True)
    for how in Presence:
        if minutes.sat(how):
            sat = [_party(minutes, how, party) for party in parties if minutes.sat(how, party)]
            paper.text(SEMICOLON[language()].join(sat) + _("."), lead=_(PRESENT[how]))
    if any(seat["by_name"] for seat in minutes.seats):
        paper.note(_("Names are masked or left out here; in full they stand on the attendance sheet."))


def _party(minutes: Minutes, how: Presence, party: Party) -> str:
    """`Owners: Red owners' group (2: 王*, 李*), ...`."""
    bodies: dict[str, list[str]] = {}
    for seat in minutes.sat(how, party):
        body = seat[f"name_{language()}"] or "—"
        bodies.setdefault(body, []).append(seat["person"] or "")
    told = []
    for body, people in bodies.items():
        inside = [str(len(people)) if len(people) > 1 else "", listed(people)]
        more = COLON[language()].join(filter(None, inside))
        told.append(in_brackets(body, more))
    return _("{party}: {bodies}", party=_(names.PARTIES[party]), bodies=listed(told))


def _slides(minutes: Minutes, *kinds: SlideKind) -> list[Slide]:
    return minutes.shown.briefing.of(*kinds) if minutes.shown.briefing else []


def _promises(paper: Paper, minutes: Minutes) -> None:
    for slide in _slides(minutes, SlideKind.PROMISES):
        paper.text(str(slide.sentence), keep=bool(slide.rows))
        _lines(paper, minutes, slide, (80, 40, 40))


def _numbers(paper: Paper, minutes: Minutes) -> None:
    """The outcomes with their verdicts, then money and works in a sentence each; the errata last."""
    briefing = minutes.shown.briefing
    if briefing is None:
        paper.text(_("No numbers were frozen for this meeting: it was recorded after it was held."))
        return
    local = briefing.at.astimezone(SHANGHAI)
    at = f"{day_words(local.date())} {local:%H:%M}"
    paper.note(_("As they were frozen at {at} and shown to the meeting.", at=at), keep=True)
    for slide in _slides(minutes, SlideKind.ATTENTION):
        paper.text(str(slide.sentence), keep=bool(slide.rows))
        _lines(paper, minutes, slide, (96, 64))
    for slide in (one for one in _slides(minutes, SlideKind.OUTCOME) if one.key == "outcomes"):
        paper.text(str(slide.sentence), keep=bool(slide.rows))
        _lines(paper, minutes, slide, (58, 56, 22, 24))
        paper.note(str(slide.completeness))
    for slide in _slides(minutes, SlideKind.MONEY, SlideKind.RENOVATION):
        paper.text(f"{slide.sentence} {minutes.shown.beside(slide.score)}".strip())


def _lines(paper: Paper, minutes: Minutes, slide: Slide, widths: tuple[int, ...]) -> None:
    """A slide's table as it was shown; what a number is by now stands under it."""
    if not slide.rows:
        return
    rows = []
    for row in slide.rows:
        cells, now = [str(cell) for cell in row.cells], minutes.shown.beside(row.score)
        cells[1] = f"{cells[1]}\n{now}" if now else cells[1]
        rows.append(cells)
    heads = [str(one) for one in slide.heads] or [_("What it is"), _("Count or value")]
    paper.table(heads, rows, widths)
    if slide.more:
        paper.note(wording.others(slide.more))


def _matters(paper: Paper, minutes: Minutes) -> None:
    for no, matter in enumerate(minutes.matters, start=1):
        paper.heading(_("Matter {no}: {title}", no=no, title=matter.item["title"]), 2)
        _matter(paper, matter)
    for one in minutes.others:
        _resolved(paper, one)


def _matter(paper: Paper, matter: Matter) -> None:
    item = matter.item
    told = [
        _("presented by {name}", name=item["presenter"]) if item["presenter"] else "",
        _n("{n} minute", "{n} minutes", item["minutes"]) if item["minutes"] else "",
        _("matter number {number}", number=item["thread"]) if item["thread"] else "",
    ]
    if any(told):
        paper.text(" · ".join(filter(None, told)), keep=True)
    if item["said"]:
        paper.text(item["said"], lead=_("Discussion"))
    for vote in matter.votes:
        vote_told(paper, vote)
    for one in matter.resolved:
        _resolved(paper, one)
    if item["outcome"] and not (matter.resolved or matter.votes):
        paper.text(_(names.MATTER_OUTCOMES[item["outcome"]]), lead=_("What became of it"))
    if not (item["outcome"] or item["said"] or matter.resolved or matter.votes):
        paper.text(_("Nothing is written down about it."))


def _resolved(paper: Paper, one: dict[str, Any]) -> None:
    owner = one[f"owner_{language()}"] or "—"
    until = _("{owner}, by {day}", owner=owner, day=day_words(one["due_on"]))
    paper.text(in_brackets(one["text"], until), lead=_("Resolution {no}", no=one["no"]))


def _tasks(paper: Paper, minutes: Minutes) -> None:
    """What follows, by the number of its resolution: the tasks, or the resolution itself without any."""
    rows = []
    for one in minutes.resolved:
        mine = [task for task in minutes.tasks if task["of"] == one["no"]]
        rows += [_due(one["no"], task["title"], task) for task in mine] or [_due(one["no"], one["text"], one)]
    rows += [_due("", task["title"], task) for task in minutes.tasks if task["of"] is None]
    if rows:
        heads = [_("Resolution"), _("What is to be done"), _("Who"), _("Deadline"), _("Matter number")]
        paper.table(heads, rows, (20, 50, 36, 30, 24))
    if minutes.in_part and rows:
        paper.note(_("Tasks that are not for the reader of this copy are told by their resolution."))
    following = minutes.following
    if following:
        told = [
            following["title"],
            when_words(following),
            following["place"],
        ]
        paper.text(" · ".join(filter(None, told)), lead=_("Next meeting"))
    else:
        paper.text(_("not called yet"), lead=_("Next meeting"))


def _due(no: object, what: str, one: dict[str, Any]) -> list[str]:
    """One line: the day that was promised first, however often it was put off later."""
    owner = _(", ").join(filter(None, [one[f"owner_{language()}"], one.get("person")])) or "—"
    until = day_words(one.get("first_due_on") or one["due_on"])
    return [str(no), what, owner, until, one["thread"] or "—"]


def _seals(paper: Paper, minutes: Minutes) -> None:
    rows = [
        [
            f"S{one['courtyard_no']}-{one['no']:03}",
            in_brackets(one["title"], _("void") if one["void_on"] else ""),
            _(names.SEAL_PURPOSES[one["purpose"]]),
            str(one["copies"]),
            day_words(one["used_on"]),
            str(one["of"] or "—"),
        ]
        for one in minutes.seals or ()
    ]
    heads = [_("Ledger line"), _("Document"), _("Purpose"), _("Copies"), _("Day"), _("Resolution")]
    paper.table(heads, rows, (24, 44, 30, 14, 30, 20), numbers=(3,))


def _errata(paper: Paper, minutes: Minutes) -> None:
    """Each number that is another by now: as shown, as it is, when and why."""
    courtyards = minutes.courtyards
    rows = []
    for one in minutes.shown.errata:
        where = courtyards.get(one.was.scope)
        about = [where[f"name_{language()}"] if where else "", _(CATALOGUE[one.was.key].name)]
        on = day_words(civil(one.at)) if one.at else "—"
        why = one.reason or (_("corrected") if one.corrected else _("entered later"))
        rows.append(
            [
                " ".join(filter(None, about)),
                period_words(one.was.period),
                figure(one.was),
                figure(one.now),
                on,
                why,
            ]
        )
    paper.text(
        _("The minutes keep what the meeting was shown; what is known now stands beside it."), keep=True
    )
    heads = [_("Indicator"), _("Period"), _("As shown"), _("Now"), _("Day"), _("Why")]
    paper.table(heads, rows, (32, 32, 22, 22, 27, 25))


def _signs(paper: Paper, minutes: Minutes) -> None:
    there = {seat["party"].value for seat in minutes.seats}
    wanted = [text for code, text in SIGNS.items() if code in ("chair", "recorder") or code in there]
    paper.signatures([_(one) for one in wanted], _("Day") + " " + "_" * 12)
    for line in _rests(minutes):
        paper.note(line)


def _rests(minutes: Minutes) -> list[str]:
    """On which state of the data all this rests."""
    briefing = minutes.shown.briefing
    told = []
    if briefing is not None:
        values = {"revision": briefing.revision, "head": Printed(briefing.seq, briefing.head)}
        told.append(_("Frozen numbers: data revision {revision}, head of the audit chain {head}.", **values))
    day = day_words(civil(minutes.made_at))
    told.append(_("Written on {day}; head of the audit chain {head}.", day=day, head=minutes.chain))
    if minutes.threads:
        told.append(_("Matters: {numbers}", numbers=listed(minutes.threads)))
    return told


Write = Callable[[Paper, Minutes], None]
PARTS: tuple[tuple[str, Callable[[Minutes], bool], Write], ...] = (
    (N_("Who was there"), lambda one: bool(one.seats) or one.meeting["open"], _attendance),
    (N_("What we promised last time"), lambda one: bool(_slides(one, SlideKind.PROMISES)), _promises),
    (N_("Numbers"), lambda _one: True, _numbers),
    (N_("Matters discussed"), lambda one: bool(one.matters or one.others), _matters),
    (N_("Next steps"), lambda _one: True, _tasks),
    (N_("Uses of the seal"), lambda one: bool(one.seals), _seals),
    (N_("Corrected since"), lambda one: bool(one.shown.errata), _errata),
    (N_("Signatures"), lambda _one: True, _signs),
)
"""The parts in their order: head, whether there is anything to tell, how it is written."""
