"""Each call to the Bot Connector is made once, as Microsoft documents it, and its end is told exactly."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from adapters.teams.arriving.services import is_here, is_microsofts
from adapters.teams.connector import Connector
from adapters.teams.errors import TeamsError
from cadence.ports import Address
from tests.adapters.teams.showing.scripted import BOT, GROWTH, TENANT, WORKSPACE, Script, Told, scripted

CHANNEL = "/emea/v3/conversations/19%3A0growth%40thread.tacv2"
HELLO = {"type": "message", "text": "Grüße 👋"}


class Counted:
    """Credentials that count. tokens: given one after another."""

    def __init__(self) -> None:
        self.given, self.forgotten = 0, list[str]()

    async def token(self) -> str:
        if not self.given or f"secret-{self.given}" in self.forgotten:
            self.given += 1
        return f"secret-{self.given}"

    async def forget(self, token: str) -> None:
        self.forgotten.append(token)

    async def close(self) -> None:
        return


@pytest.fixture
async def script() -> AsyncIterator[Script]:
    async with scripted() as made:
        yield made


@pytest.fixture
def credentials() -> Counted:
    return Counted()


@pytest.fixture
async def connector(credentials: Counted) -> AsyncIterator[Connector]:
    made = Connector(credentials, is_here, total=1.0, connect=0.9)
    yield made
    await made.close()


async def failure(connector: Connector, script: Script, *answers: Told) -> TeamsError:
    script.answers = list(answers)
    with pytest.raises(TeamsError) as caught:
        await connector.send(script.address, HELLO)
    return caught.value


async def test_a_message_is_posted_in_utf_8_under_one_segment_of_the_path(connector: Connector, script: Script) -> None:
    script.answers = [Told(201, {"id": "1763"})]
    assert await connector.send(script.address, HELLO) == f"{GROWTH}|1763"
    [asked] = script.asked
    assert (asked.method, asked.path) == ("POST", f"{CHANNEL}/activities")
    assert asked.headers["Content-Type"] == "application/json; charset=utf-8"
    assert asked.headers["Authorization"] == "Bearer secret-1"
    assert asked.body == {**HELLO, "from": {"id": BOT}, "conversation": {"id": GROWTH}}
    assert "👋".encode() in asked.raw


async def test_who_we_are_is_known_and_not_read_from_what_came_in(credentials: Counted, script: Script) -> None:
    connector = Connector(credentials, is_here, bot_id="28:ours")
    script.answers = [Told(201, {"id": "1763"}), Told(200, {"id": "1763"})]
    ref = await connector.send(script.address, HELLO)
    await connector.update(script.address, ref, HELLO)
    assert [asked.body["from"] for asked in script.asked] == [{"id": "28:ours"}] * 2
    await connector.close()


async def test_a_thread_is_a_conversation_of_its_own(connector: Connector, script: Script) -> None:
    script.answers = [Told(201, {"id": "1764"})]
    assert await connector.send(script.address, HELLO, "1763") == f"{GROWTH};messageid=1763|1764"
    assert script.asked[0].path == f"{CHANNEL}%3Bmessageid%3D1763/activities"


async def test_an_update_goes_where_the_message_was_sent_to(connector: Connector, script: Script) -> None:
    script.answers = [Told(202)]
    ref = f"{GROWTH};messageid=1763|1764"
    assert await connector.update(script.address, ref, HELLO) == ref
    [asked] = script.asked
    assert (asked.method, asked.path) == ("PUT", f"{CHANNEL}%3Bmessageid%3D1763/activities/1764")
    assert asked.body["id"] == "1764"


@pytest.mark.parametrize("answer", [Told(202), Told(200, {}), Told(201, {"id": None}), Told(201, {"id": 17})])
async def test_what_was_taken_without_being_named_is_sent_and_cannot_be_changed(
    connector: Connector, script: Script, answer: Told
) -> None:
    script.answers = [answer]
    ref = await connector.send(script.address, HELLO)
    assert ref == f"{GROWTH}|"
    with pytest.raises(TeamsError) as caught:
        await connector.update(script.address, ref, HELLO)
    assert (caught.value.code, caught.value.sent, len(script.asked)) == ("no_id", False, 1)


async def test_a_chat_with_one_person_is_opened_in_their_tenant(connector: Connector, script: Script) -> None:
    script.answers = [Told(201, {"id": "a:1opaque"})]
    assert await connector.open_personal(f"{script.base}/emea", TENANT, BOT, "29:1ben") == "a:1opaque"
    assert script.asked[0].path == "/emea/v3/conversations"
    assert script.asked[0].body == {
        "isGroup": False,
        "bot": {"id": BOT},
        "members": [{"id": "29:1ben"}],
        "tenantId": TENANT,
        "channelData": {"tenant": {"id": TENANT}},
    }


async def test_a_roster_is_read_page_by_page(connector: Connector, script: Script) -> None:
    script.answers = [
        Told(200, {"members": [{"id": "29:a"}], "continuationToken": "a/b+c="}),
        Told(200, {"members": []}),
    ]
    assert [page async for page in connector.members(script.address)] == [[{"id": "29:a"}], []]
    assert [asked.path for asked in script.asked] == [
        f"{CHANNEL}/pagedmembers?pageSize=500",
        f"{CHANNEL}/pagedmembers?pageSize=500&continuationToken=a%2Fb%2Bc%3D",
    ]


async def test_one_member_a_team_and_its_channels_are_asked_for_by_id(connector: Connector, script: Script) -> None:
    script.answers = [
        Told(200, {"id": "29:a"}),
        Told(200, {"aadGroupId": "g"}),
        Told(200, {"conversations": [{"id": "c"}]}),
    ]
    assert await connector.member(script.address, "29:a") == {"id": "29:a"}
    assert await connector.team(script.address, "19:team@x") == {"aadGroupId": "g"}
    assert await connector.channels(script.address, "19:team@x") == [{"id": "c"}]
    assert [asked.path for asked in script.asked] == [
        f"{CHANNEL}/members/29%3Aa",
        "/emea/v3/teams/19%3Ateam%40x",
        "/emea/v3/teams/19%3Ateam%40x/conversations",
    ]


async def test_a_token_that_is_not_taken_is_replaced_once(
    connector: Connector, script: Script, credentials: Counted
) -> None:
    script.answers = [Told(401), Told(201, {"id": "9"})]
    assert await connector.send(script.address, HELLO) == f"{GROWTH}|9"
    assert [asked.headers["Authorization"] for asked in script.asked] == ["Bearer secret-1", "Bearer secret-2"]
    error = await failure(connector, script, Told(401), Told(401), Told(201, {"id": "9"}))
    assert (error.status, error.sent, len(script.asked)) == (401, False, 4)


ERRORS = [
    ({"error": {"code": "BotNotInConversationRoster", "message": "The bot is not part"}}, "BotNotInConversationRoster"),
    ({"error": {"code": "Bad Argument", "message": "x"}}, "BadArgument"),
    (
        {"errorCode": 209, "message": '{\r\n "subCode": "MessageWritesBlocked", "details": "hi"}'},
        "MessageWritesBlocked",
    ),
    (
        {"error": {"code": "Forbidden", "message": "ForbiddenOperationException: not there"}},
        "ForbiddenOperationException",
    ),
    ({"error": {"code": "ServiceError", "innerHttpError": {"statusCode": 403, "body": "x"}}}, "ServiceError"),
    ({"code": "Top", "message": "level"}, "Top"),
    ({"error": "words"}, "http_403"),
    ({"error": {"code": "<what Ann typed>"}}, "http_403"),
    (["no", "object"], "http_403"),
    ("<html>Forbidden</html>", "http_403"),
    ("", "http_403"),
    ('{"message": ' * 60 + "1" + "}" * 60, "http_403"),
]


@pytest.mark.parametrize(("body", "code"), ERRORS)
async def test_the_name_of_an_error_is_found_in_whatever_shape_it_comes(
    connector: Connector, script: Script, body: object, code: str
) -> None:
    error = await failure(connector, script, Told(403, body))
    assert (error.status, error.code, error.sent) == (403, code, False)


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        *((status, False) for status in (302, 400, 403, 404, 412, 413, 429, 502, 504)),
        *((status, True) for status in (408, 500, 501, 503)),
    ],
)
async def test_each_failure_says_whether_the_message_may_be_there_all_the_same(
    connector: Connector, script: Script, status: int, sent: bool
) -> None:
    error = await failure(connector, script, Told(status, "", {"Location": "/elsewhere"} if status == 302 else {}))
    assert (error.status, error.sent, len(script.asked)) == (status, sent, 1)


@pytest.mark.parametrize(
    ("after", "wait"), [("7", timedelta(seconds=7)), ("soon", None), ("-1", None), ("9" * 40, None), ("", None)]
)
async def test_how_long_teams_asks_to_wait_is_told(
    connector: Connector, script: Script, after: str, wait: timedelta | None
) -> None:
    error = await failure(connector, script, Told(429, "", {"Retry-After": after}))
    assert error.retry_after == wait


@pytest.mark.parametrize("answer", [Told(hangs=True), Told(201, cuts=True), Told(200, "<html>Sign in</html>")])
async def test_what_broke_off_after_it_was_sent_may_have_arrived(
    connector: Connector, script: Script, answer: Told
) -> None:
    error = await failure(connector, script, answer)
    assert (error.sent, len(script.asked)) == (True, 1)


async def test_where_nobody_listens_nothing_was_sent(connector: Connector, script: Script) -> None:
    nobody = Address(workspace_id=WORKSPACE, place="channel:c", details={"service_url": "http://127.0.0.1:9/"})
    with pytest.raises(TeamsError) as caught:
        await connector.send(nobody, HELLO)
    assert (caught.value.status, caught.value.sent) == (0, False)


async def test_our_token_goes_to_microsoft_alone(script: Script, credentials: Counted) -> None:
    connector = Connector(credentials, is_microsofts)
    with pytest.raises(TeamsError) as caught:
        await connector.send(script.address, HELLO)
    with pytest.raises(TeamsError):
        await connector.open_personal(f"{script.base}/emea", TENANT, BOT, "29:1ben")
    assert (caught.value.code, script.asked, credentials.given) == ("service_refused", [], 0)


async def test_neither_the_token_nor_what_was_said_stands_in_an_error_or_the_log(
    connector: Connector, script: Script, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    error = await failure(connector, script, Told(400, {"error": {"code": "BadArgument", "message": "Grüße 👋"}}))
    shown = f"{error!r} {error} {connector!r} {caplog.text}"
    assert "secret" not in shown and "Grüße" not in shown
