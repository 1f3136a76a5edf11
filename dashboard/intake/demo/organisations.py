"""Bodies, the people in office in them, cross-posts, and the pledges of resident units."""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from numpy.random import Generator

from dashboard.indicators.periods import shift
from dashboard.intake.demo.chance import Quota
from dashboard.intake.demo.inputs import inputs
from dashboard.intake.demo.names import Names
from dashboard.intake.demo.window import ramp
from dashboard.intake.demo.world import Officer, World, Yard
from dashboard.schema.organisations import (
    CrossPost,
    CrossPostDraft,
    Organisation,
    OrganisationDraft,
    OrganisationKind,
    Person,
    PersonDraft,
    Pledge,
    PledgeDraft,
    Selection,
    Term,
    TermDraft,
)

ADULT = 25


def fill_organisations(world: World) -> None:
    """Store the bodies, who holds which post in them and what resident units pledged."""
    _bodies(world)
    rng, names = world.rng("terms"), Names(world.rng("officer names"))
    terms = [*_body_terms(world, rng, names), *_group_terms(world, rng, names)]
    world.store(Term, [*terms, *_cross_terms(world, terms)])
    keys = {id_: key for key, id_ in world.bodies.items()}
    for one in terms:
        officer = Officer(one.person_id, one.since, one.ended_on or one.until + timedelta(days=1))
        world.officers.setdefault(keys[one.organisation_id], []).append(officer)
    _pledges(world)


def group_key(yard: Yard) -> str:
    """The key of a courtyard's self-governance group."""
    return f"group_{yard.no}"


def _bodies(world: World) -> None:
    """Each body after the one that leads it, then the courtyards' groups."""
    for body in inputs("organisations")["bodies"]:
        given = {key: value for key, value in body.items() if key not in ("key", "parent", "posts")}
        parent = world.bodies.get(body.get("parent", ""))
        draft = world.check(OrganisationDraft, site_id=world.site_id, parent_id=parent, **given)
        [world.bodies[body["key"]]] = world.store(Organisation, [draft])
    group = inputs("organisations")["groups"]
    drafts = [
        world.check(
            OrganisationDraft,
            site_id=world.site_id,
            courtyard_id=yard.id,
            parent_id=world.bodies["self_governance"],
            kind=OrganisationKind.COURTYARD_GROUP,
            name_zh=group["name_zh"].format(no=yard.no),
            name_en=group["name_en"].format(no=yard.no),
            seats=group["seats"],
            since=group["since"],
        )
        for yard in world.yards
    ]
    ids = world.store(Organisation, drafts)
    world.bodies |= {group_key(yard): id_ for yard, id_ in zip(world.yards, ids, strict=True)}


def _terms_of(
    world: World, person_id: int, *, body: str, post: str, how: str, rng: Generator, ended: date | None = None
) -> Iterator[TermDraft]:
    """A person's terms in a post, one after the other, until the window's end or the day they left."""
    given, window = inputs("organisations")["terms"], world.window
    start = shift(window.first, -int(rng.integers(*given["began"])))
    while start <= window.last and (ended is None or start < ended):
        last_month = shift(start, 12 * given["years"] - 1)
        until = last_month.replace(day=monthrange(last_month.year, last_month.month)[1])
        yield world.check(
            TermDraft,
            person_id=person_id,
            organisation_id=world.bodies[body],
            post=post,
            selection=Selection(how),
            since=start,
            until=until,
            ended_on=ended if ended is not None and ended <= until else None,
        )
        start = until + timedelta(days=1)


def _body_terms(world: World, rng: Generator, names: Names) -> Iterator[TermDraft]:
    """The posts of the bodies, one person each."""
    for body in inputs("organisations")["bodies"]:
        for post, how in body.get("posts", []):
            [person] = world.store(Person, [world.check(PersonDraft, name=names.name(), phone=names.phone())])
            yield from _terms_of(world, person, body=body["key"], post=post, how=how, rng=rng)


def _group_terms(world: World, rng: Generator, names: Names) -> Iterator[TermDraft]:
    """The courtyards' groups, of residents; some members of one group leave in the last year."""
    given = inputs("organisations")["groups"]
    for yard in world.yards:
        grown = [one for one in world.people if one.flat.yard is yard and one.age >= ADULT]
        chosen = rng.choice(len(grown), given["members"][yard.no - 1], replace=False)
        people = [grown[int(index)] for index in chosen]
        drafts = [
            world.check(
                PersonDraft,
                name=one.name or names.name(),
                phone=one.phone or names.phone(),
                resident_id=one.id,
            )
            for one in people
        ]
        ended = dict(enumerate(_leaving(world, yard), start=len(people) - given["short_leaves"]))
        for seat, person in enumerate(world.store(Person, drafts)):
            post, how = given["posts"][seat], given["selections"][seat]
            yield from _terms_of(
                world, person, body=group_key(yard), post=post, how=how, rng=rng, ended=ended.get(seat)
            )


def _leaving(world: World, yard: Yard) -> Iterable[date]:
    """When the last members of the short group left; nobody elsewhere."""
    given = inputs("organisations")["groups"]
    if yard.no != given["short"]:
        return []
    return [shift(world.window.last, -months).replace(day=12) for months in given["short_months"]]


def _cross_terms(world: World, terms: list[TermDraft]) -> list[TermDraft]:
    """Store the cross-posts that two-way entry asks for; the host terms of those that are held."""
    made: list[TermDraft] = []
    drafts: list[CrossPostDraft] = []
    for link in inputs("organisations")["cross_posts"]:
        home, host = world.bodies[link["home"]], world.bodies[link["host"]]
        posts = {"home_post": link["home_post"], "host_post": link["host_post"]}
        drafts.append(
            world.check(
                CrossPostDraft,
                company_id=world.bodies["company"],
                name_zh=link["name_zh"],
                name_en=link["name_en"],
                home_id=home,
                host_id=host,
                **posts,
            )
        )
        if link["filled"]:
            made += [_hosted(world, one, host, link) for one in terms if _holds(one, home, link["home_post"])]
    world.store(CrossPost, drafts)
    return made


def _holds(term: TermDraft, organisation_id: int, post: str) -> bool:
    return term.organisation_id == organisation_id and term.post.value == post


def _hosted(world: World, term: TermDraft, host: int, link: Mapping[str, Any]) -> TermDraft:
    """The same person's term in the host body, as long as the one at home."""
    values = term.model_dump(exclude={"organisation_id", "post", "selection", "batch_id"})
    return world.check(
        TermDraft, organisation_id=host, post=link["host_post"], selection=Selection.APPOINTED, **values
    )


def _pledges(world: World) -> None:
    """Resident units pledge month by month; most deliver by the day they named."""
    given, rng, window = inputs("organisations")["pledges"], world.rng("pledges"), world.window
    units, quota = list(given["titles"]), Quota(rng)
    drafts = []
    for first in [shift(window.first, by) for by in range(-4, len(window.months))]:
        for _ in range(int(rng.poisson(given["per_month"]))):
            unit = units[int(rng.integers(len(units)))]
            made_on = first + timedelta(days=int(rng.integers(0, 27)))
            due_on = made_on + timedelta(days=int(rng.integers(*given["days"])))
            drafts.append(
                world.check(
                    PledgeDraft,
                    organisation_id=world.bodies[unit],
                    title=str(rng.choice(given["titles"][unit])),
                    made_on=made_on,
                    due_on=due_on,
                    delivered_on=kept_on(
                        world,
                        made_on,
                        due_on,
                        on_time=quota.draw(ramp(given["on_time"], window.progress(due_on))),
                        late=given["late"],
                        rng=rng,
                    ),
                )
            )
    world.store(Pledge, drafts)


def kept_on(
    world: World, start: date, due: date, *, on_time: bool, late: float, rng: Generator
) -> date | None:
    """The day on which a promise was kept: in time, some weeks late, or not (yet); never after the window."""
    room = (due - start).days
    if on_time:
        day = due - timedelta(days=int(rng.integers(0, max(1, room // 2))))
    elif rng.random() < late:
        day = due + timedelta(days=int(rng.integers(3, 40)))
    else:
        return None
    return day if day <= world.window.last else None
