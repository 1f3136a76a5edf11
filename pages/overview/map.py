"""The map: courtyards, buildings, flats; matters or an indicator; click and read."""

from dashboard.access import Action
from dashboard.ui.shell.frame import guard
from dashboard.ui.views.map import map as maps
from dashboard.ui.views.map import outlines

by = guard(Action.SEE_TOTALS)

maps.board()
outlines.upload(by)
