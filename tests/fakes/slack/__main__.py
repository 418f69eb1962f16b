"""`python -m tests.fakes.slack --port N`: serves the loopback Slack and prints what it receives. See `byhand`."""

import argparse
import asyncio
import sys
from typing import Any

from tests.fakes.slack.acting import People
from tests.fakes.slack.byhand import ByHand
from tests.fakes.slack.server import FakeSlack, show_call
from tests.fakes.slack.sockets import OverSocket


def show(method: str, args: dict[str, Any]) -> None:
    sys.stdout.write(show_call(method, args) + "\n")
    sys.stdout.flush()


async def serve(wanted: argparse.Namespace) -> None:
    """Until it is interrupted."""
    slack = FakeSlack(wanted.port, on_call=show)
    slack.oauth.rotates = wanted.rotate
    for number, name in enumerate(wanted.user, 1):
        slack.add_user(f"U{number}", name)
    for number, name in enumerate(wanted.channel, 1):
        slack.add_channel(f"C{number}", name)
    async with People(slack, wanted.app, transport=OverSocket(slack.sockets) if wanted.socket else None) as people:
        slack.more_routes = ByHand(people).routes()
        people.waits = (0, 60, 300)
        async with slack:
            sys.stdout.write("\n".join(settings(slack)) + "\n")
            sys.stdout.flush()
            await asyncio.Event().wait()


def settings(slack: FakeSlack) -> list[str]:
    """What the application is to be started with, whichever way it runs."""
    return [
        f"SLACK_API_URL={slack.api_url}",
        f"SLACK_BOT_TOKEN={slack.token} SLACK_SIGNING_SECRET={slack.signing_secret}",
        f"SLACK_APP_TOKEN={slack.sockets.app_token}",
        f"SLACK_CLIENT_ID={slack.oauth.client_id} SLACK_CLIENT_SECRET={slack.oauth.client_secret}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--app", default="http://127.0.0.1:8000/slack/events", help="where the application listens")
    parser.add_argument("--socket", action="store_true", help="act over Socket Mode, not over HTTP")
    parser.add_argument("--rotate", action="store_true", help="tokens of an OAuth install expire")
    parser.add_argument("--user", nargs="*", default=["ana", "ben", "cy"], help="names; they become U1, U2, ...")
    parser.add_argument("--channel", nargs="*", default=["growth"], help="names; they become C1, C2, ...")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
