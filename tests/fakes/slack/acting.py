"""Acts as the people of the loopback Slack: types commands, clicks, fills modals, takes shortcuts.

Knows what Slack shows of the answer; what is told by events is in `happenings`.
"""

from collections.abc import Mapping
from contextlib import AsyncExitStack

from tests.fakes.slack.happenings import Happenings
from tests.fakes.slack.inputs import Typed, element_state, typed
from tests.fakes.slack.limits import faults_of_message
from tests.fakes.slack.payloads import Payloads, block_of
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.state import Hook, Json, Message, View
from tests.fakes.slack.transport import FIELD, Answer, OverHttp, Transport, sign
from tests.fakes.slack.workspace import Workspace

__all__ = ["Answer", "People", "sign"]

_element_state = element_state


class People(Happenings):
    """app_url: where the application takes Slack's requests. at: the workspace whose people these are, the first if
    none is given. transport: another way than HTTP. Use as `async with People(slack, url) as people:`.
    """

    def __init__(
        self, slack: FakeSlack, app_url: str = "", *, at: Workspace | None = None, transport: Transport | None = None
    ) -> None:
        self.slack = slack
        self._http = OverHttp(app_url, slack.signing_secret)
        self._stack = AsyncExitStack()
        at = at or slack
        super().__init__(at, Payloads(at), transport or self._http)

    async def __aenter__(self) -> "People":
        await self._stack.enter_async_context(self._http)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stack.aclose()

    @property
    def app_url(self) -> str:
        """Where requests over HTTP go."""
        return self._http.url

    @app_url.setter
    def app_url(self, url: str) -> None:
        self._http.url = url

    async def command(self, user: str, channel: str, text: str) -> Answer:
        """Type `/okr <text>`; the private answer is kept among what this person saw."""
        hook = Hook(user, channel)
        answer = await self.transport.command(self.payloads.command(hook, text))
        if answer.body:
            assert not faults_of_message(answer.body.get("blocks", [])), answer.body
            self.at.answer_beside(hook, answer.body)
        return answer

    async def click(self, user: str, on: Message | View, label: str) -> Answer:
        """Press the button with this label, on a message, in a modal or on Home."""
        button = on.buttons()[label]
        action = {**button, "type": "button", "block_id": block_of(on, button), "action_ts": "1.1"}
        return await self.transport.interact(self.payloads.click(user, on, action))

    async def change(self, user: str, view: View, field_id: str, value: Typed) -> Answer:
        """Choose something in a field that answers at once."""
        self.fill(view, {field_id: value})
        block_id = f"{FIELD}{field_id}"
        action = {**view.typed[block_id], "block_id": block_id, "action_id": "value"}
        return await self.transport.interact(self.payloads.click(user, view, action))

    def fill(self, view: View, values: Mapping[str, Typed]) -> None:
        """Type into fields, by field id."""
        inputs = view.inputs()
        for field_id, value in values.items():
            block = inputs[field_id]
            view.typed[block["block_id"]] = typed(block["element"], value)

    async def submit(self, user: str, view: View, values: Mapping[str, Typed] | None = None) -> Answer:
        """Fill these fields and send the modal; it closes, changes or stays open as the application answers."""
        self.fill(view, values or {})
        answer = await self.transport.interact(self.payloads.submission(user, view))
        if answer.status == 200:
            self._follow(view, answer.body)
        return answer

    async def close(self, user: str, view: View, *, all_of_them: bool = False) -> Answer | None:
        """Close a modal, which is told only where it asks for that."""
        stack = self.at.views[user]
        self.at.views[user] = [] if all_of_them else [other for other in stack if other is not view]
        if not view.content.get("notify_on_close"):
            return None
        return await self.transport.interact(self.payloads.closing(user, view, all_of_them))

    async def message_shortcut(self, user: str, message: Message, callback_id: str) -> Answer:
        """Take a shortcut from the menu of a message."""
        return await self.transport.interact(self.payloads.message_shortcut(user, message, callback_id))

    async def global_shortcut(self, user: str, callback_id: str) -> Answer:
        """Take a shortcut from anywhere."""
        return await self.transport.interact(self.payloads.global_shortcut(user, callback_id))

    def home(self, user: str) -> View:
        """What this person's Home shows."""
        return self.at.homes[user]

    async def send(
        self,
        body: str | bytes,
        *,
        at: float | None = None,
        secret: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One signed request over HTTP. at: when it was signed. secret: another than the right one."""
        return await self._http.send(body, at=at, secret=secret, headers=headers)

    def _follow(self, view: View, body: Json) -> None:
        match body.get("response_action"):
            case "errors":
                unknown = set(body["errors"]) - {block["block_id"] for block in view.inputs().values()}
                assert not unknown, f"errors at blocks that are not there: {unknown}"
            case "update":
                self.at.change_view(view, body["view"])
            case "push":
                self.at.open_view(view.user, body["view"], on_top=True)
            case "clear":
                self.at.views[view.user].clear()
            case _:
                self.at.views[view.user] = [other for other in self.at.views[view.user] if other is not view]
