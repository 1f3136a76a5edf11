"""The kinds of record on the command line: what each asks, who may do what, which numbers it moves."""

from typing import Any

from dashboard.access import POLICY, Action
from dashboard.cli.kit import Commands, print_rows
from dashboard.i18n import _
from dashboard.indicators import cells
from dashboard.records.catalogue import KINDS
from dashboard.records.kinds import Field, Kind
from dashboard.records.names import ROLES


def add(commands: Commands) -> None:
    """`records`."""
    made = commands.add("records", _records, "every kind of record: its fields, who may, what it moves")
    made.add_argument("--json", action="store_true")


def _records(asked: Any) -> None:
    kinds = [_kind(kind) for kind in KINDS.values()]
    if asked.json:
        print_rows(kinds, as_json=True)
        return
    for kind in kinds:
        print("\n".join(_lines(kind)), end="\n\n")


def _kind(kind: Kind) -> dict[str, Any]:
    """One kind as it is declared, its texts in the language that was asked for."""
    return {
        "noun": kind.noun,
        "title": _(kind.title),
        "page": kind.page,
        "place": kind.where.value,
        "fields": [_field(kind, field) for field in kind.fields],
        "may_see": _who(kind.see),
        "may_enter": _who(kind.enter),
        "may_correct": _who(kind.record),
        "withdrawn": "never" if kind.stays else "voided" if kind.void else "with a reason",
        "counts_towards": list(cells.moved_by(kind.noun)),
    }


def _field(kind: Kind, field: Field) -> dict[str, Any]:
    """One question; `asked`: on the `first` screen, behind the lid (`more`), or `later`, as things go on."""
    privacy = kind.privacy(field.name)
    return {
        "name": field.name,
        "label": _(field.label),
        "input": field.input.value,
        "asked": "later" if field.later else "more" if field.more else "first",
        "needed": kind.needs(field) and not field.later,
        "personal": privacy.value if privacy else None,
        "choices": {code: _named(field.texts[code]) for code in field.choices} if field.texts else None,
    }


def _named(text: str | tuple[str, str]) -> str:
    return _(text if isinstance(text, str) else text[0])


def _who(action: Action) -> dict[str, str]:
    """Role → where it may: `any` courtyard, its `own`, only what is `assigned` to it, an `admin` anywhere."""
    return {role.value: scope.value for role, scope in POLICY[action].items()}


def _lines(kind: dict[str, Any]) -> list[str]:
    rights = ("may_see", "may_enter", "may_correct")
    lines = [f"{kind['noun']}\t{kind['title']}\t{kind['page']}"]
    for field in kind["fields"]:
        marks = [field["asked"], "needed" if field["needed"] else "", field["personal"] or ""]
        lines.append(
            "\t".join([f"  {field['name']}", field["label"], field["input"], " ".join(marks).strip()])
        )
        lines += [f"    {code}\t{name}" for code, name in (field["choices"] or {}).items()]
    for right in rights:
        who = ", ".join(f"{_(ROLES[role])} ({where})" for role, where in kind[right].items())
        lines.append(f"  {right.replace('_', ' ')}: {who}")
    lines.append(f"  counts towards: {', '.join(kind['counts_towards']) or '-'}")
    return lines
