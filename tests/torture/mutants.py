"""Payloads of a platform, spoiled at random: anything missing, odd, doubled, swapped, or far too long.

Knows JSON and chance; must not know which platform reads them.
"""

import copy
import random
from typing import Any

HOSTILE = (
    "<!channel>", "<@U1ANA|x>", "<https://evil.example|Slack>", "@everyone", "](https://evil.example)", "\x00",
    "\ud800", "\u202etxet", "=1+1", "'; DROP TABLE teams; --", "{{7*7}}", "%s%n", "../../etc/passwd", "🙂" * 300,
    "x" * 9_000, "1e309",
)  # fmt: skip
ODD: tuple[Any, ...] = (None, 0, -1, 2**70, 1.5, True, "", [], {}, [None], [[]], {"": {}}, {"id": 5}, *HOSTILE)


def spoiled(body: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A copy with one to four things wrong."""
    mutant = copy.deepcopy(body)
    for _ in range(chance.randint(1, 4)):
        places = list(_places(mutant))
        if places:
            holder, key = chance.choice(places)
            _spoil(holder, key, mutant, chance)
    return mutant


def _places(node: Any) -> Any:
    """Everything that can be changed: what holds it, and under which key."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield node, key
        yield from _places(value)


def _spoil(holder: Any, key: Any, whole: dict[str, Any], chance: random.Random) -> None:
    match chance.randrange(5):
        case 0:
            del holder[key]
        case 1 if isinstance(holder[key], str):
            holder[key] += chance.choice(HOSTILE)
        case 2:
            other, there = chance.choice(list(_places(whole)))
            holder[key] = copy.deepcopy(other[there])
        case 3:
            holder[key] = [holder[key], copy.deepcopy(holder[key])]
        case _:
            holder[key] = copy.deepcopy(chance.choice(ODD))
