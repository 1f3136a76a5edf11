"""The map: courtyards, buildings, flats; matters or an indicator; click and read."""

from dashboard.access import Action
from dashboard.ui import map as maps
from dashboard.ui import outlines
from dashboard.ui.shell import guard

by = guard(Action.SEE_TOTALS)

maps.board()
outlines.form(by)
