"""The one palette: themes, charts, the map and slides take every colour from here.

Brick red is the brand and the primary action, never "bad". A verdict always has a shape and a word
beside its colour. `.streamlit/config.toml` repeats these values; a test holds the two together.
"""

from dataclasses import asdict, dataclass
from enum import StrEnum, auto


@dataclass(frozen=True)
class Palette:
    """The colours of one theme, as #rrggbb.

    Text colours have a contrast of 4.5:1 on paper, surface and sidebar, marks 3:1.
    """

    paper: str
    surface: str
    sidebar: str
    ink: str
    muted: str
    axis: str
    """Axis lines, borders that carry meaning, outlines on the map."""
    grid: str
    """Quiet lines that carry none."""
    brand: str
    on_brand: str
    better: str
    better_tint: str
    """A tint is the ground under its ink: a message, a badge, a table cell."""
    worse: str
    worse_ink: str
    worse_tint: str
    caution_ink: str
    """A warning that is no verdict, in ochre."""
    caution_tint: str
    note_ink: str
    """A hint."""
    note_tint: str
    unsure: str
    unsure_ink: str
    """`unsure` as text: the mark's own grey is too light to read."""
    unsure_tint: str
    no_data: str
    house: str
    """Walls on the map, before anything is said of them."""
    sequential: tuple[str, ...]
    """Ten steps for an amount, low to high; `ink` is readable on every one."""
    categories: tuple[str, ...]
    """Five colours for kinds without an order; none is close to a verdict's."""


LIGHT = Palette(
    paper="#faf7f2",
    surface="#ffffff",
    sidebar="#f3ede3",
    ink="#1c1814",
    muted="#625a51",
    axis="#8f877c",
    grid="#e6dfd4",
    brand="#a8402d",
    on_brand="#ffffff",
    better="#0b5257",
    better_tint="#e0ecea",
    worse="#a85400",
    worse_ink="#8f4500",
    worse_tint="#f8e8d8",
    caution_ink="#6a5200",
    caution_tint="#f6eecd",
    note_ink="#3a3575",
    note_tint="#ebe9f3",
    unsure="#8a847c",
    unsure_ink="#625a51",
    unsure_tint="#efeae2",
    no_data="#857e75",
    house="#ffffff",
    sequential=(
        *("#f4ead9", "#ecdfcb", "#e3d4be", "#dbc9b0", "#d3bea3"),
        *("#cab496", "#c2a989", "#b99f7c", "#b1946f", "#a88a63"),
    ),
    categories=("#3a3575", "#6983a7", "#68273f", "#668b59", "#642f00"),
)
DARK = Palette(
    paper="#1e1b18",
    surface="#2a2622",
    sidebar="#171411",
    ink="#ede6dc",
    muted="#b8b0a5",
    axis="#857d73",
    grid="#39342e",
    brand="#c4523e",
    on_brand="#ffffff",
    better="#86d9d0",
    better_tint="#17332f",
    worse="#e0924a",
    worse_ink="#eba868",
    worse_tint="#3d2a18",
    caution_ink="#e6cf7a",
    caution_tint="#363014",
    note_ink="#a3d9f5",
    note_tint="#1d2c3a",
    unsure="#8c867e",
    unsure_ink="#b8b0a5",
    unsure_tint="#2f2a25",
    no_data="#8f887e",
    house="#9a9288",
    sequential=(
        *("#302a23", "#373027", "#3f362a", "#473c2e", "#4e4232"),
        *("#564836", "#5e4e3a", "#66553e", "#6f5b42", "#776246"),
    ),
    categories=("#a3d9f5", "#768ed8", "#b47295", "#71834b", "#edbbaa"),
)


def palette(*, dark: bool = False) -> Palette:
    """The colours of the light theme, or of the dark one."""
    return DARK if dark else LIGHT


class Tone(StrEnum):
    """What a verdict looks like: a target met and a courtyard clearly better share one tone."""

    BETTER = auto()
    WORSE = auto()
    WATCH_BETTER = auto()
    WATCH_WORSE = auto()
    UNSURE = auto()
    NO_TARGET = auto()
    TOO_FEW = auto()
    NONE_OCCURRED = auto()
    NOT_REPORTED = auto()
    WITHHELD = auto()


@dataclass(frozen=True)
class Mark:
    """The form that says the same as the colour: for print in grey and for colour-blind readers."""

    glyph: str
    """In text; the bundled fonts have it."""
    shape: str
    """In Vega."""
    filled: bool
    dash: tuple[int, ...] = ()
    """The outline's dashes; empty for a solid line."""


MARKS = {
    Tone.BETTER: Mark("●", "circle", filled=True),
    Tone.WORSE: Mark("◆", "diamond", filled=True),
    Tone.WATCH_BETTER: Mark("◎", "circle", filled=False),
    Tone.WATCH_WORSE: Mark("◇", "diamond", filled=False),
    Tone.UNSURE: Mark("○", "circle", filled=False),
    Tone.NO_TARGET: Mark("•", "circle", filled=True),
    Tone.TOO_FEW: Mark("△", "triangle-up", filled=False),
    Tone.NONE_OCCURRED: Mark("–", "stroke", filled=False),
    Tone.NOT_REPORTED: Mark("□", "square", filled=False, dash=(3, 2)),
    Tone.WITHHELD: Mark("▨", "cross", filled=False),
}

TONES = {
    "met": Tone.BETTER,
    "clearly_better": Tone.BETTER,
    "not_met": Tone.WORSE,
    "clearly_worse": Tone.WORSE,
    "watch_better": Tone.WATCH_BETTER,
    "watch_worse": Tone.WATCH_WORSE,
    "cannot_tell": Tone.UNSURE,
    "alike": Tone.UNSURE,
    "no_target": Tone.NO_TARGET,
    "below_base": Tone.TOO_FEW,
    "none_occurred": Tone.NONE_OCCURRED,
    "not_reported": Tone.NOT_REPORTED,
    "withheld": Tone.WITHHELD,
}
"""By the value of a score's verdict or of its comparison with the site."""


def css_variables(colours: Palette) -> str:
    """The colours as CSS variables: `--yl-ink`, `--yl-better-tint`, `--yl-step-0` to `--yl-step-9`."""
    given = asdict(colours)
    steps = {f"step-{place}": colour for place, colour in enumerate(given.pop("sequential"))}
    del given["categories"]
    return "".join(f"--yl-{name.replace('_', '-')}:{colour};" for name, colour in {**given, **steps}.items())


def tone(verdict: str) -> Tone:
    """The look of a verdict. Raises KeyError for one that has none."""
    return TONES[verdict]


def verdict_colour(verdict: str, *, dark: bool = False) -> str:
    """The colour of a verdict's mark, fill or line."""
    colours = palette(dark=dark)
    match tone(verdict):
        case Tone.BETTER | Tone.WATCH_BETTER:
            return colours.better
        case Tone.WORSE | Tone.WATCH_WORSE:
            return colours.worse
        case Tone.NO_TARGET:
            return colours.muted
        case Tone.NOT_REPORTED | Tone.WITHHELD:
            return colours.no_data
        case _:
            return colours.unsure


def verdict_ink(verdict: str, *, dark: bool = False) -> str:
    """The colour of a verdict's word, readable on paper and on the verdict's tint."""
    colours = palette(dark=dark)
    match tone(verdict):
        case Tone.BETTER | Tone.WATCH_BETTER:
            return colours.better
        case Tone.WORSE | Tone.WATCH_WORSE:
            return colours.worse_ink
        case _:
            return colours.unsure_ink


def verdict_tint(verdict: str, *, dark: bool = False) -> str:
    """The ground under a verdict's word; only a decided verdict gets a colour."""
    colours = palette(dark=dark)
    match tone(verdict):
        case Tone.BETTER:
            return colours.better_tint
        case Tone.WORSE:
            return colours.worse_tint
        case _:
            return colours.unsure_tint


def verdict_mark(verdict: str) -> Mark:
    """The shape of a verdict."""
    return MARKS[tone(verdict)]


def ramp(steps: int, *, dark: bool = False) -> tuple[str, ...]:
    """`steps` colours (2 to 10) from low to high, evenly spread over the sequential scale."""
    scale = palette(dark=dark).sequential
    return tuple(scale[round(step * (len(scale) - 1) / (steps - 1))] for step in range(steps))


def rgba(colour: str, alpha: int = 255) -> list[int]:
    """A #rrggbb colour as pydeck wants it: four numbers from 0 to 255."""
    return [*bytes.fromhex(colour.removeprefix("#")), alpha]
