"""Datums against pairs that others have published."""

import pytest

from dashboard.rules import datum

GCJ = {
    "Shanghai": ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    "Shenzhen": ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    "Beijing": ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
}
"""WGS-84 and GCJ-02 of the test pairs of googollee/eviltransform."""
BD_TO_GCJ = ((116.404, 39.915), (116.39762729119315, 39.90865673957631))
"""BD-09 and GCJ-02 as wandergis/coordtransform states them."""
BD_TO_WGS = ((121.10271732371203, 30.61484572185035), (121.0917077, 30.6107779))
"""BD-09 and WGS-84 of the tests of the Rust `geotool`."""


@pytest.mark.parametrize("place", GCJ)
def test_gcj02_as_published(place):
    wgs, gcj = GCJ[place]
    assert datum.to_gcj02(wgs) == pytest.approx(gcj, abs=1e-9)
    assert datum.from_gcj02(gcj) == pytest.approx(wgs, abs=1e-9)


def test_bd09_as_published():
    given, gcj = BD_TO_GCJ
    assert datum.to_gcj02(datum.from_bd09(given)) == pytest.approx(gcj, abs=1e-9)
    given, wgs = BD_TO_WGS
    assert datum.from_bd09(given) == pytest.approx(wgs, abs=2e-6)


def test_the_shift_at_kunming_is_several_courtyards():
    kunming = (102.727, 25.028)
    gcj = datum.to_gcj02(kunming)
    east, north = (gcj[0] - kunming[0]) * 100_870, (gcj[1] - kunming[1]) * 110_770
    assert 250 < (east**2 + north**2) ** 0.5 < 450


@pytest.mark.parametrize("point", [(2.35, 48.85), (0.0, 0.0), (170.0, -45.0)])
def test_elsewhere_nothing_moves(point):
    assert datum.to_gcj02(point) == point
    assert datum.from_gcj02(point) == point
