"""Tables and charts in Slack's own blocks, and the same message in plain ones where a workspace refuses them."""

from datetime import timedelta

import pytest

from adapters.slack.rendering import HOME, MESSAGE, PLAIN, Dress, render_card
from adapters.slack.rendering.natives import native_chart, native_table
from adapters.slack.showing.chat import SlackChat
from adapters.slack.showing.dressing import REMEMBERED, Refusals
from cadence.cards import Card, Chart, Heading, Table, Text, card
from cadence.errors import Undeliverable
from tests.adapters.slack.served import Served, client_of, tenant
from tests.adapters.slack.test_chat import delivery
from tests.fakes.slack import FakeSlack, Fault
from tests.fakes.slack.limits import faults_of_message

TABLE = Table(("Decision", "Owner", "Date"), (("Pause paid ads? " * 3, "Ana", "Thu 12 Nov"), ("Fallback?", "", "")))
CHART = Chart("Activation", ("28 Sep", "5 Oct", "12 Oct"), (31.0, None, 38.0), 45.0, "%")
RICH = card("Growth", Heading("Growth"), Text("For today"), TABLE, CHART)


def kinds(shown: Card, dress: Dress = MESSAGE) -> list[str]:
    blocks = render_card(shown, dress)
    assert faults_of_message(blocks) == []
    return [block["type"] for block in blocks]


def refusal(*faults: str, code: str = "invalid_blocks") -> Fault:
    return Fault(error=code, messages=faults)


class Clock:
    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_a_message_shows_tables_and_charts_in_slacks_own_blocks() -> None:
    assert kinds(RICH) == ["header", "section", "table", "data_visualization"]


def test_a_home_takes_tables_but_no_charts_and_everything_else_neither() -> None:
    assert "table" in kinds(RICH, HOME)
    assert "data_visualization" not in kinds(RICH, HOME)
    assert set(kinds(RICH, PLAIN)) == {"header", "section"}


def test_the_first_table_is_slacks_the_others_are_aligned_text() -> None:
    assert kinds(card("n", TABLE, TABLE, TABLE)) == ["table", "section", "section"]


def test_three_charts_are_too_many_for_slack() -> None:
    assert kinds(card("n", CHART, CHART, CHART)) == ["data_visualization", "data_visualization", "section"]


def test_a_table_has_its_columns_as_header_no_empty_cell_and_wraps_long_text() -> None:
    block = native_table(TABLE)
    assert block is not None
    assert [cell["text"] for cell in block["rows"][0]] == ["Decision", "Owner", "Date"]
    assert [cell["text"] for cell in block["rows"][2]] == ["Fallback?", " ", " "]
    assert block["column_settings"] == [{"is_wrapped": True}, {"is_wrapped": False}, {"is_wrapped": False}]


@pytest.mark.parametrize(
    "table",
    [
        Table(("a",), tuple((str(number),) for number in range(100))),
        Table(tuple(str(number) for number in range(21)), ()),
        Table(tuple(str(number) for number in range(20)), (("x" * 90,) * 20,) * 99),
        Table((), ()),
    ],
)
def test_a_table_that_slack_would_not_take_is_aligned_text(table: Table) -> None:
    assert native_table(table) is None
    assert "table" not in kinds(card("n", Text("x"), table))


def test_a_table_of_long_notes_keeps_as_much_of_each_as_fits() -> None:
    block = native_table(Table(("When", "Note"), (("9 Nov", "why " * 500),) * 30))
    assert block is not None
    assert 150 < len(block["rows"][1][1]["text"]) <= 200


def test_a_chart_has_a_line_of_values_and_one_of_the_target_without_weeks_that_have_no_reading() -> None:
    assert native_chart(CHART) == {
        "type": "data_visualization",
        "title": "Activation",
        "chart": {
            "type": "line",
            "series": [
                {"name": "Value", "data": [{"label": "28 Sep", "value": 31.0}, {"label": "12 Oct", "value": 38.0}]},
                {"name": "Target", "data": [{"label": "28 Sep", "value": 45.0}, {"label": "12 Oct", "value": 45.0}]},
            ],
            "axis_config": {"categories": ["28 Sep", "12 Oct"], "y_label": "%"},
        },
    }


@pytest.mark.parametrize(
    "chart",
    [
        Chart("t" * 90, tuple(f"a very long label {n}" for n in range(40)), (1.0,) * 40, -3.5, "u" * 90),
        Chart("", ("9 Nov", "9 Nov", ""), (1.0, 2.0, -3.0)),
        Chart("t", ("same",) * 20, tuple(map(float, range(20))), 0.0),
    ],
)
def test_whatever_its_size_a_chart_is_within_slacks_limits(chart: Chart) -> None:
    assert kinds(card("n", chart)) == ["data_visualization"]


@pytest.mark.parametrize("values", [(), (None, None), (None, 3.0)])
def test_a_line_through_fewer_than_two_points_is_text(values: tuple[float | None, ...]) -> None:
    assert kinds(card("n", Chart("t", ("a",) * len(values), values))) == ["section"]


async def test_what_slack_refuses_is_sent_again_without_it(slack: FakeSlack, caplog: pytest.LogCaptureFixture) -> None:
    chat = SlackChat(Served(tenant(slack)))
    slack.takes_charts = False
    await chat.post(delivery(card=RICH))
    [message] = slack.messages
    assert [block["type"] for block in message.blocks] == ["header", "section", "section", "section"]
    assert "unsupported type: data_visualization" in caplog.text
    assert "For today" not in caplog.text


async def test_only_the_block_that_slack_points_at_is_left_out(slack: FakeSlack) -> None:
    client = client_of(slack)
    slack.fail("chat.postMessage", refusal("unknown [json-pointer:/blocks/3/type]"))
    await SlackChat(Served(tenant(slack, client))).post(delivery(card=RICH))
    assert [block["type"] for block in slack.messages[0].blocks][2] == "table"
    assert client.refusals.allowed(MESSAGE).natives == {"table"}


@pytest.mark.parametrize("code", ["invalid_blocks", "invalid_attachments", "only_one_table_allowed"])
async def test_however_slack_words_its_refusal_the_message_arrives(slack: FakeSlack, code: str) -> None:
    slack.fail("chat.postMessage", refusal("only_one_table_allowed", code=code))
    await SlackChat(Served(tenant(slack))).post(delivery(card=RICH))
    assert "Pause paid ads?" in slack.messages[0].said


async def test_a_workspace_that_refused_is_spared_for_some_hours(slack: FakeSlack) -> None:
    clock = Clock()
    client = client_of(slack)
    client.refusals = Refusals(clock)
    chat = SlackChat(Served(tenant(slack, client)))
    slack.takes_charts = False
    for _ in range(3):
        await chat.post(delivery(card=RICH))
    assert len(slack.calls) == 4
    slack.takes_charts = True
    clock.at += REMEMBERED.total_seconds() + 1
    await chat.post(delivery(card=RICH))
    assert slack.messages[-1].blocks[3]["type"] == "data_visualization"


async def test_a_refusal_that_plain_blocks_do_not_heal_is_told_and_not_remembered(slack: FakeSlack) -> None:
    client = client_of(slack)
    slack.fail("chat.postMessage", refusal(), times=2)
    with pytest.raises(Undeliverable):
        await SlackChat(Served(tenant(slack, client))).post(delivery(card=RICH))
    assert client.refusals.allowed(MESSAGE) == MESSAGE


@pytest.mark.parametrize("code", ["channel_not_found", "ratelimited", "internal_error"])
async def test_any_other_refusal_is_no_reason_to_send_again(slack: FakeSlack, code: str) -> None:
    slack.fail("chat.postMessage", Fault(error=code))
    with pytest.raises(Exception, match=code):
        await SlackChat(Served(tenant(slack))).post(delivery(card=RICH))
    assert len(slack.calls) == 1


def test_refusals_end() -> None:
    clock = Clock()
    refusals = Refusals(clock)
    refusals.note(frozenset({"table"}))
    assert "table" not in refusals.allowed(MESSAGE).natives
    clock.at = timedelta(hours=7).total_seconds()
    assert refusals.allowed(MESSAGE) == MESSAGE
