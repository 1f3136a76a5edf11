"""A real site from the command line: once, without demonstration, with its first administrator."""

import json

import pytest
from sqlalchemy import Engine
from sqlmodel import col, select

import db
from dashboard import cli
from dashboard.actions import demo
from dashboard.door.principals import is_demo
from dashboard.queries import audit
from dashboard.schema.accounts import Account, Role
from dashboard.schema.organisations import Organisation, OrganisationKind
from dashboard.schema.places import Courtyard, Site


def made(*more: str) -> int:
    return cli.main(["site", "new", "--name", "曙光里", "--courtyards", "2", *more])


def test_a_site_is_made_with_its_courtyards_bodies_and_administrator(bare: Engine, capsys) -> None:
    assert made("--admin", "Office", "--company", "甲物业", "--at", "102.7,25.04") == 0
    told = capsys.readouterr().out
    assert "login: office\none-time code: " in told
    with db.reading() as session:
        site = session.exec(select(Site)).one()
        assert (site.name_zh, site.name_en, site.anchor_lon) == ("曙光里", "曙光里", 102.7)
        assert not is_demo(session)
        assert session.exec(select(Courtyard.no).order_by(col(Courtyard.no))).all() == [1, 2]
        kinds = session.exec(select(Organisation.kind)).all()
        assert sorted(kinds) == sorted(
            [OrganisationKind.COURTYARD_GROUP] * 2
            + [
                OrganisationKind.PROPERTY_COMPANY,
                OrganisationKind.RESIDENTS_COMMITTEE,
                OrganisationKind.SELF_GOVERNANCE_COMMITTEE,
            ]
        )
        account = session.exec(select(Account)).one()
        assert (account.login, account.role, account.is_admin) == ("office", Role.OFFICE, True)
        assert audit.verify(session).trouble == ""


def test_a_second_site_and_a_wrong_one_change_nothing(bare: Engine, capsys) -> None:
    assert made("--courtyards", "-1") == 1
    assert "courtyards" in capsys.readouterr().err
    with db.reading() as session:
        assert demo.is_empty(session)
    assert made() == 0
    assert made() == 1
    assert "holds a site already" in capsys.readouterr().err


@pytest.mark.parametrize("where", ["here", "102.7", "102.7;25"])
def test_a_place_is_two_numbers(where: str, capsys) -> None:
    with pytest.raises(SystemExit) as stop:
        made("--at", where)
    assert stop.value.code == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_outlines_are_tried_before_they_are_placed(bare: Engine, tmp_path, capsys) -> None:
    assert made() == 0
    ring = [[102.7, 25.0], [102.701, 25.0], [102.701, 25.001], [102.7, 25.0]]
    told = [{"courtyard": 1}, {"courtyard": 2, "building": "A"}]
    features = [
        {"type": "Feature", "properties": one, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for one in told
    ]
    file = tmp_path / "plan.geojson"
    capsys.readouterr()
    for count, code, words in ((2, 1, "2A: no such building"), (1, 0, "1 outlines would be placed")):
        file.write_text(json.dumps({"type": "FeatureCollection", "features": features[:count]}))
        assert cli.main(["outlines", str(file), "--datum", "wgs84", "--dry-run"]) == code
        assert words in "".join(capsys.readouterr())
        with db.reading() as session:
            assert session.exec(select(Courtyard.outline).order_by(col(Courtyard.no))).all() == [None, None]
            assert audit.verify(session).trouble == ""
    assert cli.main(["outlines", str(file), "--datum", "wgs84"]) == 0
    with db.reading() as session:
        assert session.exec(select(Courtyard.outline).order_by(col(Courtyard.no))).all() == [ring, None]
