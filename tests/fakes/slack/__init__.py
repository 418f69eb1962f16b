"""A stateful Slack on the loopback, written from its documentation (docs.slack.dev).

`server.FakeSlack` serves the Web API and keeps what was said; `acting.People` acts as the people in it, by signed
requests over real HTTP; `limits` refuses what Slack refuses. Run it alone with `python -m tests.fakes.slack`.
"""

from tests.fakes.slack.acting import Answer, People
from tests.fakes.slack.server import FakeSlack
from tests.fakes.slack.state import Channel, Fault, Group, Message, User, View
from tests.fakes.slack.workspace import Workspace

__all__ = ["Answer", "Channel", "FakeSlack", "Fault", "Group", "Message", "People", "User", "View", "Workspace"]
