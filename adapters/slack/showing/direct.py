"""Which conversation is whose: opened when somebody is first written to. Knows conversations.open, and what it said."""

from adapters.slack.client import SlackClient

MOST_KEPT = 10_000


class DirectChannels:
    """A cache for all workspaces."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str], str] = {}

    async def open(self, client: SlackClient, workspace_id: str, user: str) -> str:
        """The channel in which this person is written to. Raises one of SLACK_FAILURES."""
        key = (workspace_id, user)
        if key not in self._known:
            response = await client.conversations_open(users=user)
            if len(self._known) >= MOST_KEPT:
                self._known.clear()
            self._known[key] = str(response["channel"]["id"])
        return self._known[key]

    def forget(self, workspace_id: str, user: str) -> None:
        """Slack does not know it any more; a new one is opened next time."""
        self._known.pop((workspace_id, user), None)
