"""Places and people against the stated table; the lane plan as geometry."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from tests.intake.demo.frames import Site

# no: built, storeys, stairwells, households, mean m², aged 60+, rented
STATED = {
    1: (1986, 6, 3, 36, 56, 0.34, 0.30),
    2: (1984, 5, 3, 30, 52, 0.38, 0.28),
    3: (1988, 6, 4, 48, 60, 0.31, 0.36),
    4: (1991, 7, 3, 42, 66, 0.28, 0.38),
    5: (1983, 4, 3, 24, 48, 0.41, 0.25),
    6: (1993, 7, 4, 56, 70, 0.24, 0.42),
    7: (1987, 6, 3, 36, 58, 0.32, 0.33),
    8: (1990, 6, 2, 24, 64, 0.30, 0.35),
    9: (1996, 7, 3, 41, 72, 0.22, 0.45),
    10: (1985, 7, 2, 28, 62, 0.35, 0.30),
}
Polygon = np.ndarray


@pytest.fixture(scope="module")
def homes(site: Site) -> pd.DataFrame:
    rows = site["household"]
    return rows.assign(no=rows["courtyard_id"].map(site.yard))


def test_365_households_in_ten_courtyards(site: Site, homes: pd.DataFrame) -> None:
    assert homes.groupby("no").size().to_dict() == {no: row[3] for no, row in STATED.items()}
    assert len(homes) == 365
    assert list(site["courtyard"]["built_year"]) == [row[0] for row in STATED.values()]
    assert list(site["courtyard"]["name_zh"]) == [f"{no}号院" for no in STATED]


def test_floor_area_is_as_stated(homes: pd.DataFrame) -> None:
    assert homes["area"].sum() / 100 == pytest.approx(22_612, rel=0.01)
    for no, mean in homes.groupby("no")["area"].mean().items():
        assert mean / 100 == pytest.approx(STATED[int(no)][4], rel=0.01)


def test_two_flats_a_landing_but_for_the_merged_pair(homes: pd.DataFrame) -> None:
    landings = homes.groupby(["no", "stairwell", "floor"]).size()
    assert (landings == 2).sum() == len(landings) - 1
    [merged] = landings[landings == 1].index
    assert merged[0] == 9
    flats = homes[homes["no"] == 9].set_index(["stairwell", "floor"])
    assert flats.loc[merged[1:], "area"].max() > 1.6 * flats["area"].median()


def test_storeys_and_stairwells(site: Site, homes: pd.DataFrame) -> None:
    for no, rows in homes.groupby("no"):
        _, storeys, stairwells, *_ = STATED[int(no)]
        assert set(rows["floor"]) == set(range(1, storeys + 1))
        assert set(rows["stairwell"]) == set(range(1, stairwells + 1))
        assert set(rows.loc[rows["top_floor"].astype(bool), "floor"]) == {storeys}
    buildings = site["building"]
    spans = buildings.groupby("courtyard_id")["stairwells"].sum()
    assert {site.yard[id_]: int(count) for id_, count in spans.items()} == {
        no: row[2] for no, row in STATED.items()
    }


def test_shares_of_tenants_and_of_the_aged(site: Site, homes: pd.DataFrame) -> None:
    people = site["resident"].merge(homes[["id", "no"]], left_on="household_id", right_on="id")
    people["aged"] = site.last.year - people["born_year"] >= 60
    for no, (*_, aged, rented) in STATED.items():
        assert (homes[homes["no"] == no]["tenure"] == "rented").mean() == pytest.approx(rented, abs=0.03)
        assert people[people["no"] == no]["aged"].mean() == pytest.approx(aged, abs=0.03)
    assert people["aged"].mean() == pytest.approx(0.30, abs=0.02)


def test_residents_and_members(site: Site) -> None:
    assert len(site["resident"]) == pytest.approx(800, rel=0.03)
    assert len(site["membership"]) == 75
    assert 30 <= site["membership"]["in_service"].sum() <= 45


def test_owners_hold_as_the_law_counts_heads(site: Site, homes: pd.DataFrame) -> None:
    kinds = homes["owner_id"].map(site["owner"].set_index("id")["kind"])
    assert (kinds == "developer").sum() == 2
    assert homes.loc[kinds == "developer", "owner_id"].nunique() == 1
    assert (kinds == "organisation").sum() == 1
    units = homes.groupby("owner_id").size()
    assert (units == 2).sum() == 6


def test_names_and_numbers_are_invented(site: Site) -> None:
    phones = pd.concat([site[name]["phone"].dropna() for name in ("owner", "resident", "person", "request")])
    assert phones.str.fullmatch(r"128\d{8}").all()


def test_codes_are_official_or_absent(site: Site) -> None:
    codes = dict(zip(site["area"]["name_zh"], site["area"]["code"].fillna(""), strict=True))
    assert codes == {"官渡区": "530111000000", "太和街道": "530111002000", "和平路社区": ""}
    assert site["site"]["is_demo"].all()
    assert "示范" in site["site"]["name_zh"][0]


def metres(ring: list[list[float]]) -> Polygon:
    """A ring of longitudes and latitudes in metres about the anchor."""
    points = np.array(ring) - [102.727, 25.028]
    return points * [111_320 * np.cos(np.radians(25.028)), 110_775]


def apart(one: Polygon, other: Polygon) -> bool:
    """Whether a line separates two convex polygons (separating axes)."""
    for ring in (one, other):
        for edge in np.diff(ring, axis=0):
            axis = np.array([-edge[1], edge[0]])
            first, second = one @ axis, other @ axis
            if first.max() <= second.min() or second.max() <= first.min():
                return True
    return False


def within(point: Polygon, ring: Polygon) -> bool:
    """Whether a point lies in a convex polygon."""
    edges, away = np.diff(ring, axis=0), point - ring[:-1]
    turns = edges[:, 0] * away[:, 1] - edges[:, 1] * away[:, 0]
    return bool((turns >= -1e-6).all() or (turns <= 1e-6).all())


def test_courtyards_lie_apart_along_the_lanes(site: Site) -> None:
    rings = [metres(ring) for ring in site["courtyard"]["outline"]]
    assert all(apart(one, other) for one, other in combinations(rings, 2))
    for ring in rings:
        assert (ring[0] == ring[-1]).all()
        sides = np.linalg.norm(np.diff(ring, axis=0), axis=1)
        assert (sides > 44).all()
        assert (sides < 76).all()
    assert np.abs(np.concatenate(rings)).max() < 250


def test_buildings_and_facilities_lie_in_their_courtyard(site: Site) -> None:
    outlines = dict(zip(site["courtyard"]["id"], map(metres, site["courtyard"]["outline"]), strict=True))
    footprints = (
        site["building"]
        .groupby("courtyard_id")["footprint"]
        .agg(lambda rings: [metres(one) for one in rings])
    )
    for id_, rings in footprints.items():
        assert all(within(corner, outlines[id_]) for ring in rings for corner in ring)
        assert all(apart(one, other) for one, other in combinations(rings, 2))
    for row in site["facility"].itertuples():
        assert within(metres([[row.lon, row.lat]])[0], outlines[row.courtyard_id])
