"""Text that every database, address and log can hold. JSON can say half of a surrogate pair; nothing else can.

Knows shapes of JSON; must not know what they mean.
"""

from typing import Any


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
