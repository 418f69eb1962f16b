"""How long to torture: the one knob, TORTURE. Unset, the short form runs. TORTURE_ONLY: one failure, again."""

import os

FACTOR = float(os.environ.get("TORTURE", "0"))
"""0: the short form. 1: the long one. 2: twice the counts of the long one."""
ONLY = int(os.environ["TORTURE_ONLY"]) if "TORTURE_ONLY" in os.environ else None
"""The seed of what failed in a run, as it was told there: only that is run again."""


def many(short: int, long: int) -> int:
    """How many of something this run takes."""
    return round(long * FACTOR) if FACTOR else short
