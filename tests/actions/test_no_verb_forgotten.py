"""Every verb of every module is tried by whoever may not use it: a new one fails here until it is."""

import inspect
import pkgutil
from importlib import import_module

import dashboard.actions
from dashboard.access import Action
from tests.actions import test_who_may, test_who_may_records, test_who_may_verbs, village

TRIED = {
    *(case.split(":")[0] for case in test_who_may_verbs.CASES),
    *(f"requests.{step.__name__}" for step in test_who_may.STEPS.values()),
    "requests.register",
    *(f"records.{verb}" for verb in test_who_may_records.VERBS),
}
NO_VERBS = {
    "audit.record": "the line that every verb leaves",
    "record_rules.check": "what a verb asks after its right",
    "unit_of_work.unit_of_work": "what every verb is (test_unit_of_work.py)",
    "imports.look": "what bringing a workbook in would say, nothing is written (test_imports.py)",
    "retention.due": "what a purge would count, nothing is written (test_retention.py)",
    "sites.create": "the command line makes a site where there is none (test_cli_site.py)",
    "sessions.open_session": "the door opens it for whoever it has let in",
    "unsent.owner": "a hash, nothing is written",
    "unsent.keep": "one's own unsent words, under a hash that nobody else has",
}


def test_no_verb_is_forgotten():
    found = set()
    for module in pkgutil.iter_modules(dashboard.actions.__path__):
        loaded = import_module(f"dashboard.actions.{module.name}")
        for name, verb in inspect.getmembers(loaded, inspect.isfunction):
            own = verb.__module__ == loaded.__name__ and not name.startswith("_")
            if own and "by" in inspect.signature(verb).parameters:
                found.add(f"{module.name}.{name}")
    assert found == TRIED | set(NO_VERBS)
    assert not TRIED & set(NO_VERBS)


def test_every_right_but_those_to_look_is_tried():
    written = {action for _see, action in village.RIGHTS.values()}
    steps = {*test_who_may.STEPS, *test_who_may_records.CREATE.values()}
    others = {action for action, _where, _maker in test_who_may_verbs.CASES.values()}
    assert written | steps | others == {action for action in Action if "see_" not in action}
