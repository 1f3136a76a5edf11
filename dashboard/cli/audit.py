"""The audit chain: verify it, print its head."""

import argparse
import json
import sys
from typing import Any

import db
from dashboard.cli.kit import Commands
from dashboard.queries import audit
from dashboard.rules import trail

TROUBLES = {
    "gap": "an event is missing or out of order before event {at}",
    "link": "event {at} does not follow the one before it",
    "content": "event {at} was changed after it was written",
    "head": "the chain ends at event {events}, its head says {head}",
    "printed": "the printed head is not on this chain: it was cut short or written anew (event {at})",
}


def add(commands: Commands) -> None:
    """`audit verify | head`."""
    about = "verify the audit chain, print its head"
    verbs = Commands(commands.add("audit", _verify, about), verbs=True)
    made = verbs.add("verify", _verify, "walk the whole chain; exit code 1 when it was tampered with")
    made.add_argument("--head", type=_printed, metavar="HEAD", help="a head as it was printed: 1234-3f9a...")
    made.add_argument("--json", action="store_true")
    verbs.add("head", _head, "the head of the chain, as it is printed on minutes and exports")


def _printed(text: str) -> trail.Printed:
    try:
        return trail.printed(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _verify(asked: Any) -> int:
    with db.reading() as session:
        found = audit.verify(session, known=asked.head)
    if asked.json:
        told = {"ok": not found.trouble, "events": found.events, "head": str(found.head)}
        print(json.dumps(told | {"trouble": found.trouble or None, "at": found.at}, indent=1))
    elif found.trouble:
        words = TROUBLES[found.trouble].format(at=found.at, events=found.events, head=found.head)
        print(f"audit: {words}", file=sys.stderr)
    else:
        print(f"{found.events} events, unbroken; head {found.head}")
    return 1 if found.trouble else 0


def _head(_asked: Any) -> None:
    with db.reading() as session:
        print(audit.head(session))
