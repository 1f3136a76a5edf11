"""Export: every table, the indicators and the rows behind them, as a workbook, csv or map."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui import takeaway
from dashboard.ui.shell import guard, header

by = guard(Action.EXPORT)

header(
    _("Export"),
    _("Everything that is kept here can be taken away. The file explains itself and holds no formulas."),
)
takeaway.work(by)
