"""A real site on the command line."""

import argparse
import secrets
from datetime import date
from typing import Any

import db
from dashboard import clock, jobs
from dashboard.actions import accounts, passwords, sites
from dashboard.cli.kit import OPERATOR, Commands
from dashboard.cli.users import read_out
from dashboard.schema.accounts import AccountDraft, Role


def add(commands: Commands) -> None:
    """`site new`."""
    verbs = Commands(commands.add("site", _new, "a real site, in a database of its own"), verbs=True)
    made = verbs.add("new", _new, "make a site without demonstration data, and its first administrator")
    made.add_argument("--name", required=True, metavar="NAME", help="of the site, in Chinese")
    made.add_argument("--name-en", metavar="NAME", help="in English; the Chinese one if left out")
    made.add_argument("--community", metavar="NAME", help="of the community; the site's name if left out")
    made.add_argument("--community-en", metavar="NAME")
    made.add_argument("--courtyards", type=int, default=0, metavar="N", help="how many, numbered from 1")
    made.add_argument("--company", metavar="NAME", help="the property company, if there is one")
    made.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="first day of records")
    made.add_argument(
        "--at", type=_point, default=(102.727, 25.028), metavar="LON,LAT", help="where the plan lies, WGS-84"
    )
    made.add_argument("--admin", metavar="LOGIN", help="also make the first administrator")
    made.add_argument("--admin-name", default="社区办公室", metavar="NAME")


def _point(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError("a place is written 102.727,25.028") from None
    return lon, lat


def _new(asked: Any) -> None:
    jobs.migrate()
    today, now = clock.today(), clock.now()
    draft = sites.SiteDraft.check(
        name=asked.name,
        name_en=asked.name_en or asked.name,
        community=asked.community or asked.name,
        community_en=asked.community_en or asked.community or asked.name_en or asked.name,
        courtyards=asked.courtyards,
        company=asked.company,
        since=asked.since or today.replace(day=1),
        lon=asked.at[0],
        lat=asked.at[1],
    )
    code = passwords.new_code() if asked.admin else None
    with db.writing() as session:
        sites.create(session=session, draft=draft, by=OPERATOR, now=now)
        if code:
            who = AccountDraft.check(
                login=asked.admin, name=asked.admin_name, role=Role.OFFICE, is_admin=True
            )
            key = secrets.token_hex(16)
            accounts.invite(session=session, draft=who, code=code, by=OPERATOR, now=clock.wall(), key=key)
    print(f"site made, {draft.courtyards} courtyards")
    if code:
        read_out(who.login, code)
    else:
        print("next: python -m dashboard user add LOGIN --name NAME --role office --admin")
