"""Payloads of a platform, spoiled at random: anything missing, odd, doubled, renamed, swapped, or far too long.

Knows JSON and chance; must not know which platform reads them.
"""

import copy
import json
import random
from collections.abc import Iterator, Sequence
from typing import Any

Json = dict[str, Any]

HOSTILE = (
    "<!channel>", "<@U0ANA|x>", "<at>Ana</at>", "<https://evil.example|Slack>", "@everyone", "](https://evil.example)",
    "\x00", "\ud800", "\udc00\ud83d", "\u202etxet\u2066", "\ufeff\u200b", "e" + "\u0301" * 400, "=1+1",
    "'; DROP TABLE teams; --", "{{7*7}}", "${7*7}", "%s%n%(x)s", "../../etc/passwd", "🙂" * 300, "x" * 9_000,
    "a\n" * 3_000, "\r\nSet-Cookie: a=b", "1e309", "9" * 400, "٣٤", "-0", "NaN", "2026-02-30", "0001-01-01", "24:61",
    "true", "null", "[]", "{}", "{\"c\":", " ", "\t",
)  # fmt: skip
DEEP, LONG, HUGE = "\u0001deep\u0001", "\u0001long\u0001", "\u0001huge\u0001"
"""Stand in a payload for what JSON can say and Python would not write."""
WRITTEN = {
    DEEP: "[" * 20_000 + "]" * 20_000,
    LONG: "9" * 6_000,
    HUGE: "1e999999",
}
ODD: tuple[Any, ...] = (
    None, 0, -1, 2**31, 2**53 + 1, 2**70, -(10**300), 1.5, 1e308, float("nan"), float("-inf"), True, False, "", [], {},
    [None], [[]], {"": {}}, {"id": 5}, {"id": None}, {"text": {"text": {}}}, [{}] * 300,
    {str(number): number for number in range(300)}, DEEP, LONG, HUGE, *HOSTILE,
)  # fmt: skip


def spoiled(body: Json, chance: random.Random, others: Sequence[Json] = ()) -> Json:
    """A copy with one to four things wrong. others: payloads of which parts are taken into it."""
    mutant = copy.deepcopy(body)
    for _ in range(chance.choice((1, 1, 2, 3, 4))):
        places = list(_places(mutant))
        if places:
            holder, key = chance.choice(places)
            _spoil(holder, key, mutant, chance, others)
    return mutant


def _places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Everything that can be changed: what holds it, and under which key."""
    for key, value in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield node, key
        yield from _places(value)


def _spoil(holder: Any, key: Any, whole: Json, chance: random.Random, others: Sequence[Json]) -> None:
    match chance.randrange(9):
        case 0:
            del holder[key]
        case 1 if isinstance(holder[key], str):
            cut = chance.randint(0, len(holder[key]))
            holder[key] = holder[key][:cut] + chance.choice(HOSTILE) + holder[key][cut:]
        case 2:
            other, there = chance.choice(list(_places(whole)))
            holder[key] = copy.deepcopy(other[there])
        case 3:
            holder[key] = [holder[key], copy.deepcopy(holder[key])]
        case 4 if isinstance(key, str):
            holder[chance.choice((key.upper(), key + "_", f" {key}", "id", "type", "value"))] = holder.pop(key)
        case 5:
            holder[key] = _of_another_type(holder[key])
        case 6 if isinstance(holder[key], str) and holder[key]:
            holder[key] = holder[key][: chance.randrange(len(holder[key]))]
        case 7 if others:
            _take_from(chance.choice(others), holder, key, chance)
        case _:
            holder[key] = copy.deepcopy(chance.choice(ODD))


def _of_another_type(value: Any) -> Any:
    match value:
        case str():
            return {"text": value}
        case dict():
            return list(value.values())
        case list():
            return {str(number): each for number, each in enumerate(value)}
        case None:
            return ""
    return str(value)


def _take_from(other: Json, holder: Any, key: Any, chance: random.Random) -> None:
    """What stands under the same name in another payload: other people's forms, buttons, places."""
    same = [(there, name) for there, name in _places(other) if name == key]
    if same:
        there, name = chance.choice(same)
        holder[key] = copy.deepcopy(there[name])


def written(body: Any) -> str:
    """As JSON, with what Python would not write, and halves of surrogate pairs as escapes."""
    text = json.dumps(body)
    for mark, stands_for in WRITTEN.items():
        text = text.replace(json.dumps(mark), stands_for)
    return text


def garbled(text: str, chance: random.Random) -> bytes:
    """The body cut off, written in another way, or with a key twice."""
    raw = text.encode("utf-8", "surrogatepass")
    at = chance.randrange(len(raw))
    ways = (
        raw[:at],
        text.encode("utf-16", "surrogatepass"),
        raw.replace(b'"', b"\xff\xfe", 1),
        b"\xef\xbb\xbf" + raw,
        raw.replace(b"{", b'{"type":5,"user":[],', 1),
        raw.replace(b"}", b',"type":null,"id":0,"text":[]}', chance.randint(1, 3)),
        b"[" + raw + b"]",
        raw[:at] + chance.randbytes(3) + raw[at + 3 :],
    )
    return chance.choice(ways)
