"""What a modal carries about itself in Slack's `private_metadata` and hands back when it is used.

Knows how it is written; must not know what a form means.
"""

import json
from dataclasses import asdict, dataclass

from adapters.slack.rendering.text import shorten

LONGEST_NAME = 80


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
        head = asdict(self) | {"channel_name": shorten(self.channel_name, LONGEST_NAME)}
        context = str(head.pop("context"))
        return json.dumps(head, ensure_ascii=False, separators=(",", ":")) + "\n" + context


def load_state(text: str) -> ModalState:
    """What `dump` wrote; an empty state where there is nothing."""
    if not text:
        return ModalState()
    head, _, context = text.partition("\n")
    return ModalState(**json.loads(head), context=context)
