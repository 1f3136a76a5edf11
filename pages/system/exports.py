"""Export: every table, the indicators and the rows behind them, as a workbook, csv or map."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.imports import site_export

by = guard(Action.EXPORT)

header(
    _("Export"),
    _("Everything that is kept here can be taken away. The file explains itself and holds no formulas."),
)
site_export.work(by)
