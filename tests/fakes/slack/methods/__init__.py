"""The methods of the Web API that act within one workspace, by family. One small function each."""

from collections.abc import Callable

from tests.fakes.slack.methods import chat, conversations, people, views
from tests.fakes.slack.state import Json
from tests.fakes.slack.workspace import Workspace

METHODS: dict[str, Callable[[Workspace, Json], Json]] = {
    **chat.METHODS,
    **conversations.METHODS,
    **people.METHODS,
    **views.METHODS,
}
