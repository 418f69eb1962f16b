"""`python -m tests.fakes.slack --port N`: serves the loopback Slack and prints what it receives."""

import argparse
import asyncio
import sys
from typing import Any

from tests.fakes.slack.server import FakeSlack, show_call


def show(method: str, args: dict[str, Any]) -> None:
    sys.stdout.write(show_call(method, args) + "\n")
    sys.stdout.flush()


async def serve(port: int, users: list[str], channels: list[str]) -> None:
    """Until it is interrupted."""
    async with FakeSlack(port, on_call=show) as slack:
        for number, name in enumerate(users, 1):
            slack.add_user(f"U{number}", name)
        for number, name in enumerate(channels, 1):
            slack.add_channel(f"C{number}", name)
        sys.stdout.write(f"SLACK_API_URL={slack.api_url} SLACK_BOT_TOKEN={slack.token} ")
        sys.stdout.write(f"SLACK_SIGNING_SECRET={slack.signing_secret}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--user", nargs="*", default=["ana", "ben", "cy"], help="names; they become U1, U2, ...")
    parser.add_argument("--channel", nargs="*", default=["growth"], help="names; they become C1, C2, ...")
    wanted = parser.parse_args()
    asyncio.run(serve(wanted.port, wanted.user, wanted.channel))


if __name__ == "__main__":
    main()
