"""The drawn structure: every body once, nothing overlaps, every text fits, nothing typed becomes markup."""

import base64
import random
import re
from html.parser import HTMLParser
from itertools import combinations
from unicodedata import east_asian_width
from xml.etree import ElementTree

import pytest

from dashboard.charts.boxes import wrap
from dashboard.charts.structure import draw
from dashboard.charts.structure_tall import tall
from dashboard.charts.structure_wide import wide
from dashboard.queries import organisations
from dashboard.schema.organisations import OrganisationKind
from tests.indicators.conftest import demo_engine, demo_session, demo_url
from tests.intake.demo.frames import AS_OF

__all__ = ["demo_engine", "demo_session", "demo_url"]

TITLES = {
    "three": "Three-body collaboration",
    "pair": "Red Property",
    "resident_unit": "Resident units",
    "social_organisation": "Community social organisations",
    "courtyard_group": "Courtyard groups (in office/seats)",
    "leads": "leads",
    "filled": "cross-post, filled",
    "missing": "cross-post, missing",
}
LAYOUTS = pytest.mark.parametrize("layout", [wide, tall], ids=["wide", "tall"])


def records(seen, language):
    bodies = [
        {
            "id": one.id,
            "kind": one.kind,
            "parent_id": one.parent_id,
            "company_id": one.company_id,
            "name": getattr(one, f"name_{language}"),
            "count": f"{one.serving} of {one.seats} in office, {one.empty} empty",
        }
        for one in seen.bodies
    ]
    links = [
        {"home": one.home_id, "host": one.host_id, "label": one.host_post, "filled": one.filled}
        for one in seen.links
    ]
    return bodies, links


@pytest.fixture(params=["zh", "en"])
def demo(demo_session, request):
    return records(organisations.structure(demo_session, day=AS_OF), request.param)


def invented(seed):
    """Bodies of any kind led by anybody, names of any length, cross-posts between any two."""
    chance = random.Random(seed)
    kinds = [kind.value for kind in OrganisationKind]
    bodies = []
    for number in range(1, chance.randint(2, 60)):
        words = [
            chance.choice(["院落", "Party", "Self-Governance", "自治委员会", "W" * 40]) for _ in range(5)
        ]
        bodies.append(
            {
                "id": number,
                "kind": chance.choice(kinds),
                "parent_id": chance.choice([None, *range(1, number + 1)]),
                "company_id": chance.choice([None, *range(1, number + 1)]),
                "name": " ".join(words[: chance.randint(1, 5)]),
                "count": chance.choice(["", "3/5", "5 of 11 in office, 6 empty"]),
            }
        )
    links = [
        {
            "home": chance.randint(1, 60),
            "host": chance.randint(1, 60),
            "label": "兼职委员",
            "filled": chance.random() < 0.5,
        }
        for _ in range(chance.randint(0, 6))
    ]
    return bodies, links


def width(line):
    return line.size * sum(1.0 if east_asian_width(one) in "WF" else 0.55 for one in line.text)


def overlapping(boxes):
    return [
        (one.key, other.key)
        for one, other in combinations(boxes, 2)
        if min(one.right, other.right) - max(one.x, other.x) > 0.01
        and min(one.bottom, other.bottom) - max(one.y, other.y) > 0.01
    ]


def ill_fitting(drawing):
    found = []
    for one in [*drawing.boxes, *drawing.labels]:
        if max((width(line) for line in one.lines), default=0) > one.w:
            found.append(one.key)
        if sum(line.size * 1.3 for line in one.lines) > one.h + 0.01:
            found.append(one.key)
    for one in drawing.boxes:
        if one.x < 0 or one.right > drawing.width or one.y < 0 or one.bottom > drawing.height:
            found.append(one.key)
    return found


def crossed(drawing):
    """Boxes through whose inside a line runs."""
    found = []
    for route in drawing.routes:
        for (x, y), (u, v) in zip(route.points, route.points[1:], strict=False):
            left, right, top, low = min(x, u), max(x, u), min(y, v), max(y, v)
            found += [
                one.key
                for one in drawing.boxes
                if left < one.right - 1 and right > one.x + 1 and top < one.bottom - 1 and low > one.y + 1
            ]
    return found


@LAYOUTS
def test_every_body_stands_in_it_once(demo, layout):
    bodies, links = demo
    drawing = layout(bodies, links, TITLES)
    keys = sorted(box.key for box in drawing.boxes if box.key.startswith("body:"))
    assert keys == sorted(f"body:{one['id']}" for one in bodies)
    assert len(keys) == 33
    for one in bodies:
        [box] = [box for box in drawing.boxes if box.key == f"body:{one['id']}"]
        written = "".join(line.text for line in box.lines).replace(" ", "")
        assert written == (one["name"] + one["count"]).replace(" ", "")


@LAYOUTS
def test_nothing_overlaps_and_every_text_fits(demo, layout):
    drawing = layout(*demo, TITLES)
    assert overlapping(drawing.boxes) == []
    assert ill_fitting(drawing) == []
    assert crossed(drawing) == []


@LAYOUTS
def test_titles_of_frames_stand_clear(demo, layout):
    drawing = layout(*demo, TITLES)
    for frame in drawing.frames:
        low = frame.y + 6 + sum(line.size * 1.3 for line in frame.lines)
        inside = [
            box for box in drawing.boxes if frame.x <= box.middle[0] <= frame.right and box.y >= frame.y
        ]
        assert low <= min(box.y for box in inside)
        assert max(width(line) for line in frame.lines) + 12 <= frame.w


@LAYOUTS
def test_cross_posts_are_drawn_as_they_are(demo, layout):
    bodies, links = demo
    drawing = layout(bodies, links, TITLES)
    key = 3
    drawn = sorted(route.look for route in drawing.routes[key:] if route.look != "leads")
    in_key = sorted(route.look for route in drawing.routes if route.look != "leads")
    assert len(in_key) == len(links) + 2
    assert in_key.count("missing") == [one["filled"] for one in links].count(False) + 1
    assert drawn
    for number, link in enumerate(links):
        [box] = [box for box in drawing.boxes if box.key == f"link:{number}"]
        assert box.look == ("filled" if link["filled"] else "missing")
        assert box.lines[0].text == f"{'●' if link['filled'] else '○'} {link['label']}"
        host = next(one for one in drawing.boxes if one.key == f"body:{link['host']}")
        assert (box.x, box.w) == (host.x, host.w)
        assert box.y >= host.bottom
        assert [r for r in drawing.routes if r.points[-1] == (box.right, box.middle[1])]


@LAYOUTS
def test_who_leads_is_drawn_for_everybody_led(demo, layout):
    """Each led body, or the panel that it stands in, has an arrow at its edge."""
    bodies, links = demo
    drawing = layout(bodies, links, TITLES)
    tips = [route.points[-1] for route in drawing.routes if route.look == "leads"]
    ids = {one["id"] for one in bodies}
    for one in bodies:
        if one["parent_id"] in ids:
            box = next(box for box in drawing.boxes if box.key == f"body:{one['id']}")
            panels = [frame for frame in drawing.frames if frame.key == f"panel:{one['kind']}"]
            targets = panels or [box]
            assert any(
                target.x - 0.01 <= x <= target.right + 0.01 and target.y - 0.01 <= y <= target.bottom + 0.01
                for target in targets
                for x, y in tips
            ), one["name"]


@LAYOUTS
@pytest.mark.parametrize("seed", range(40))
def test_any_structure_can_be_drawn(layout, seed):
    bodies, links = invented(seed)
    drawing = layout(bodies, links, TITLES)
    keys = sorted(box.key for box in drawing.boxes if box.key.startswith("body:"))
    assert keys == sorted(f"body:{one['id']}" for one in bodies)
    assert overlapping(drawing.boxes) == []
    assert ill_fitting(drawing) == []


@LAYOUTS
def test_an_empty_site_draws_its_key_only(layout):
    drawing = layout([], [], TITLES)
    assert drawing.boxes == []
    assert len(drawing.labels) == 3


class Seen(HTMLParser):
    """The elements and the text of some HTML."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.words, self.attributes = set(), "", []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.words += data


@pytest.mark.parametrize("is_wide", [True, False])
@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "</div></svg><style>*{display:none}</style>",
        "&lt;b&gt; & 'quotes'",
        "W" * 80,
    ],
)
def test_hostile_names_stay_text(is_wide, name):
    body = {"id": 1, "kind": "general_branch", "parent_id": None, "company_id": None, "count": name}
    bodies = [body | {"name": name}, body | {"id": 2, "kind": "courtyard_group", "name": name}]
    links = [{"home": 1, "host": 1, "label": name, "filled": False}]
    html = draw(bodies, links, titles=dict.fromkeys(TITLES, name), is_wide=is_wide, dark=False)
    seen = Seen(html)
    assert seen.tags == {"div", "img", "span"}
    assert {name for name, _value in seen.attributes} <= {
        *("class", "style", "aria-hidden", "src", "alt", "width", "height")
    }
    assert seen.words.replace(" ", "").count(name.replace(" ", "")) >= 5
    image = re.search(r"base64,([A-Za-z0-9+/=]+)", html)
    shapes = base64.b64decode(image.group(1)).decode()
    assert {one.tag.rpartition("}")[2] for one in ElementTree.fromstring(shapes).iter()} == {
        *("svg", "rect", "path", "polygon")
    }


def test_both_themes_have_their_own_colours(demo):
    bodies, links = demo
    light, dark = (draw(bodies, links, titles=TITLES, is_wide=True, dark=dark) for dark in (False, True))
    assert "#1c1814" in light
    assert "#ede6dc" in dark
    assert "#1c1814" not in dark


def test_wrapping_is_even_and_keeps_words_whole():
    assert wrap("太和街道区域化党建联合体", 20, 174) == ["太和街道区域", "化党建联合体"]
    assert wrap("Courtyard 10", 18, 100) == ["Courtyard", "10"]
    assert wrap("Taihe Lane Red Neighbour Party Branch", 10, 1000) == [
        "Taihe Lane Red Neighbour Party Branch"
    ]
    assert all(len(one) <= 10 for one in wrap("W" * 40, 10, 58))
