"""Lines that several messages share: a key result, a blocker, an owner and a date.

Knows how a record is written in one line; must not know which message it stands in.
"""

from cadence.measure import show_score, show_trend, show_value
from cadence.model import KeyResult, Reading
from cadence.snapshot import Snapshot


def kr_line(snapshot: Snapshot, key_result: KeyResult) -> str:
    """`1.1 Activation 36 → 38% (45) · 0.50 · 6 7 7`."""
    raise NotImplementedError
