"""What must be true after a storm of what people see in Teams, and of what was asked of it. See `afterwards`."""

from collections import Counter
from typing import Any

from adapters.teams.rendering.text import message_text
from tests.fakes.teams import FakeTeams, Message
from tests.fakes.teams.pacing import Doing
from tests.torture.afterwards import Shown

OURS = frozenset({Doing.POST, Doing.UPDATE})
"""What the outbox paces."""


def shows_in_teams(message: Message, card: Any) -> bool:
    return message.notice == message_text(card)


def moments_of_teams(shown: Shown[Message]) -> dict[str, tuple[int, ...]]:
    """When each message of the outbox was seen."""
    return {name: (int(messages[0].id),) for name, messages in shown.items() if name}


def faults_of_calls(teams: FakeTeams, kills: int) -> list[str]:
    """What no bot may do. What opens chats and looks people up, as each new process does, learns from Teams that it is
    too fast; a process that was killed then could not tell the others."""
    broken = [each for pacing in teams.pacing.values() for each in pacing.broken]
    untold = [each.doing for each in broken if each.limit == "Retry-After"]
    ours = [each for each in broken if each.limit != "Retry-After" and each.doing in OURS]
    fast = [f"{each.doing} {each.where}: {each.limit}" for each in ours]
    forgetful = [f"after Retry-After: {Counter(untold)}"] if len(untold) > kills else []
    return [*fast, *forgetful, *(f"Teams refused {why}" for why in teams.tenant.refused)]
