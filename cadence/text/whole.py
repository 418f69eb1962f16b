"""Text that every database, address and log can hold. JSON can say half of a surrogate pair; nothing else can.

Knows shapes of JSON; must not know what they mean.
"""

import json
from typing import Any


def read_whole(body: str | bytes) -> Any:
    """What stands in this JSON, as `whole` leaves it. Raises ValueError, RecursionError."""
    text = body if isinstance(body, str) else body.decode(json.detect_encoding(body), "surrogatepass")
    found = json.loads(text)
    return whole(found) if _may_hold_half(text) else found


def _may_hold_half(text: str) -> bool:
    """Whether half of a pair may stand in it, escaped or as it is: few texts need to be walked through."""
    return "\\ud" in text or "\\uD" in text or not _is_utf8(text)


def _is_utf8(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def whole(said: Any) -> Any:
    """The same JSON with a mark (U+FFFD) for each half of a pair. Raises RecursionError where it nests too deep."""
    match said:
        case str():
            return said if said.isascii() else said.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case dict():
            return {whole(name): whole(value) for name, value in said.items()}
        case list():
            return [whole(each) for each in said]
    return said
