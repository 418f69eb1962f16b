"""`python -m tests.fakes.teams --port N`: serves the loopback Teams with a page on which one acts by hand."""

import argparse
import asyncio
import sys

from tests.fakes.teams.byhand import ByHand
from tests.fakes.teams.pacing import Doing
from tests.fakes.teams.server import FakeTeams
from tests.fakes.teams.state import Json


def show(doing: Doing, where: str, body: Json) -> None:
    sys.stdout.write(f"{doing} {where} {body}\n")
    sys.stdout.flush()


async def serve(wanted: argparse.Namespace) -> None:
    """Until it is interrupted."""
    teams = FakeTeams(wanted.port, on_call=show)
    tenant = teams.tenant
    users = [tenant.add_user(name) for name in wanted.user]
    team = tenant.add_team("Sales", users, has_app=False)
    for name in wanted.channel:
        tenant.add_channel(team, name)
    tenant.add_chat("planning", users, has_app=False)
    teams.more_routes = ByHand(teams).add_routes
    teams.wire.url = wanted.app
    async with teams:
        sys.stdout.write("\n".join((f"open {teams.base}/", *settings(teams))) + "\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


def settings(teams: FakeTeams) -> list[str]:
    """What the application is to be started with."""
    return [
        f"MICROSOFT_APP_ID={teams.app_id} MICROSOFT_APP_PASSWORD={teams.password}",
        f"MICROSOFT_APP_TENANT_ID={teams.tenant.id}",
        f"MICROSOFT_LOGIN_URL={teams.login_url}",
        f"MICROSOFT_OPENID_URL={teams.issuer.openid_url}",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--app", default="http://127.0.0.1:8000/api/messages", help="where the application listens")
    parser.add_argument("--user", nargs="*", default=["ana", "ben", "cy", "mia"], help="names of people")
    parser.add_argument("--channel", nargs="*", default=["growth"], help="names of channels")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
