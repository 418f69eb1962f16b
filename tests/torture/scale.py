"""How long to torture: the one knob, TORTURE. Unset, the short form runs."""

import os

FACTOR = float(os.environ.get("TORTURE", "0"))
"""0: the short form. 1: the long one. 2: twice the counts of the long one."""


def many(short: int, long: int) -> int:
    """How many of something this run takes."""
    return round(long * FACTOR) if FACTOR else short
