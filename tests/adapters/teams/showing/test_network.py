"""Behind a proxy: everything of Microsoft goes by it, nothing that this machine says to itself does."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from adapters.teams import network
from adapters.teams.arriving.keys import Keys
from adapters.teams.connector import Connector
from adapters.teams.credentials import ClientSecret, NoCredentials, NoToken
from adapters.teams.errors import TeamsError
from cadence.ports import Address
from tests.adapters.teams.showing.scripted import Script, scripted

MICROSOFT = Address(
    workspace_id="teams:1",
    place="channel:19:0growth@thread.tacv2",
    details={"service_url": "https://smba.trafficmanager.net/emea/"},
)


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without what this machine has; it is read anew by each test."""
    for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "no_proxy", "NO_PROXY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(network, "_named", network._named.__wrapped__)


@pytest.fixture
async def passages(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """A proxy that lets nobody pass: where they wanted to go."""
    wanted: list[str] = []

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        wanted.append((await reader.readuntil(b"\r\n\r\n")).decode().partition(" HTTP/")[0])
        writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
        yield wanted


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    async with scripted() as made:
        yield made


@pytest.fixture
async def connector() -> AsyncIterator[Connector]:
    made = Connector(NoCredentials(), lambda _: True)
    yield made
    await made.close()


async def test_a_message_goes_by_it_and_what_it_refuses_was_never_sent(
    connector: Connector, passages: list[str]
) -> None:
    with pytest.raises(TeamsError) as caught:
        await connector.send(MICROSOFT, {"type": "message"})
    assert passages == ["CONNECT smba.trafficmanager.net:443"]
    assert (caught.value.code, caught.value.sent) == ("ClientHttpProxyError", False)


async def test_so_do_our_own_tokens_and_microsofts_keys(passages: list[str]) -> None:
    secret = ClientSecret("https://login.microsoftonline.com/", "tenant", "app-1", "password")
    with pytest.raises(NoToken):
        await secret.token()
    await secret.close()
    assert not await Keys("https://login.botframework.com/v1/openid").warm()
    assert passages == ["CONNECT login.microsoftonline.com:443", "CONNECT login.botframework.com:443"]


async def test_what_is_on_this_machine_is_asked_directly(
    connector: Connector, script: Script, passages: list[str]
) -> None:
    await connector.send(script.address, {"type": "message"})
    assert len(script.asked) == 1
    assert passages == []


async def test_a_file_of_passwords_for_other_programs_is_not_used(
    connector: Connector, script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))
    await connector.send(script.address, {"type": "message"})
    assert "Authorization" not in script.asked[0].headers


@pytest.mark.parametrize(
    ("named", "without", "url", "proxy"),
    [
        ("http://proxy:3128", "", "https://smba.trafficmanager.net/emea/", "http://proxy:3128"),
        ("proxy:3128", "", "https://smba.trafficmanager.net/emea/", "http://proxy:3128"),
        ("http://proxy:3128", "trafficmanager.net", "https://smba.trafficmanager.net/emea/", None),
        ("http://proxy:3128", "", "http://169.254.169.254/metadata/identity/oauth2/token", None),
        ("", "", "https://smba.trafficmanager.net/emea/", None),
    ],
)
def test_the_environment_says_which(
    named: str, without: str, url: str, proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", named)
    monkeypatch.setenv("NO_PROXY", without)
    assert network.proxy_of(url) == proxy
