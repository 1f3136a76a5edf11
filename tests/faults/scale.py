"""How much of a fault is tried: `make faults` sets FAULTS to a percentage of QUALITY's figures."""

import os

PERCENT = int(os.environ.get("FAULTS", "0"))


def times(full: int, *, few: int = 1) -> int:
    """How often: a share of the full figure, at least `few`."""
    return max(few, full * PERCENT // 100)
