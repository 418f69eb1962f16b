"""What a modal carries about itself in Slack's `private_metadata` and hands back when it is used.

Knows how it is written; must not know what a form means.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_NAME = 80
KINDS: dict[str, type | tuple[type, ...]] = {
    "form": str,
    "channel": (str, type(None)),
    "channel_name": str,
    "channel_is_private": bool,
    "step": int,
}


@dataclass(frozen=True, kw_only=True)
class ModalState:
    """form, context: of the `Form` shown; form is empty in a note. The rest: where it was opened from.

    step: how many forms were sent from this modal before; a form sent twice has the same view id and step.
    """

    form: str = ""
    context: str = ""
    channel: str | None = None
    channel_name: str = ""
    channel_is_private: bool = False
    step: int = 0

    def dump(self) -> str:
        """At most 3,000 characters. The context stands unquoted after the first line, so that it cannot grow."""
        head = asdict(self) | {"channel_name": self.channel_name[:LONGEST_NAME]}
        context = str(head.pop("context"))
        return json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n" + context


def load_state(text: str) -> ModalState:
    """What `dump` wrote; an empty state where there is nothing. Raises ValueError for what another version wrote."""
    if not text:
        return ModalState()
    head, _, context = text.partition("\n")
    found = json.loads(head)
    if not isinstance(found, dict) or not all(_fits(key, value) for key, value in found.items()):
        raise ValueError("written by another version")
    return ModalState(**found, context=context)


def _fits(key: str, value: Any) -> bool:
    return isinstance(value, KINDS[key]) if key in KINDS else False
