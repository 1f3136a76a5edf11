"""Import: a workbook comes in whole or not at all, with every problem named; batches are taken back."""

from dashboard.access import Action
from dashboard.i18n import _
from dashboard.ui.shell.frame import guard, header
from dashboard.ui.views.imports import batches, imports

by = guard(Action.IMPORT)

header(
    _("Import"),
    _("Give a workbook as it is. Nothing comes in before every line is right, and a batch can be undone."),
)
imports.templates()
book = imports.given()
if book is not None:
    imports.work(by, book)
batches.listed(by)
