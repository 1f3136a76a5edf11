"""Faults take minutes: `make faults` runs them, `make test` a few mutated workbooks alone."""

from tests.faults.scale import PERCENT
from tests.sites import hamlet

__all__ = ["hamlet"]

collect_ignore_glob = [] if PERCENT else ["test_[!w]*.py"]
