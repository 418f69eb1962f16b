"""Logs help the operator and never hold what people typed, nor secrets."""

import json
import logging
import sqlite3
from pathlib import Path

import pytest
import structlog
from aiohttp.http_exceptions import LineTooLong

from bot.log import set_up_logging
from tests.fakes.slack import FakeSlack, People
from tests.journeys.process import Machine

TYPED = "salaries-of-the-board"
STYLES = ("json", "console")
pytestmark = pytest.mark.usefixtures("quiet")


class DriverError(Exception):
    """As a database's driver raises it: with the row in its words."""

    sqlstate = "23505"


def _fail() -> None:
    local = TYPED
    try:
        raise DriverError(f"the row ({local}) is there already")
    except DriverError as error:
        raise ValueError(f"cannot keep {local}") from error


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("ours", [True, False])
def test_an_error_shows_where_and_what_kind_but_not_its_words(
    style: str, ours: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging("DEBUG", style)
    try:
        _fail()
    except ValueError as error:
        if ours:
            structlog.get_logger().error("it_failed", exc_info=error)
        else:
            logging.getLogger("library").exception("it_failed")
    said = capsys.readouterr().err
    assert TYPED not in said
    for part in ("it_failed", "in _fail", "ValueError", "DriverError (23505)"):
        assert part in said


@pytest.mark.parametrize("style", STYLES)
def test_fields_that_carry_text_or_secrets_are_left_out(style: str, capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", style)
    structlog.get_logger().info("request", text=TYPED, token=TYPED, team="growth")
    said = capsys.readouterr().err
    assert TYPED not in said
    assert "growth" in said


def test_json_is_one_object_a_line_also_where_it_failed(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    structlog.get_logger().info("one")
    logging.getLogger("library").error("two", exc_info=ValueError("three"))
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert [(line["event"], line["level"]) for line in lines] == [("one", "info"), ("two", "error")]


def test_libraries_are_heard_from_warnings_on_and_the_ticker_from_errors_on(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("DEBUG", "json")
    logging.getLogger("slack_sdk").debug("the whole payload")
    logging.getLogger("apscheduler.scheduler").warning("skipped: maximum number of running instances reached")
    assert capsys.readouterr().err == ""


def test_what_strangers_send_that_is_no_http_fills_no_log(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_logging("INFO", "json")
    server = logging.getLogger("aiohttp.server")
    server.error("Error handling request", exc_info=LineTooLong(b"Bearer a-token", 8190))
    assert capsys.readouterr().err == ""
    server.error("Error handling request", exc_info=ValueError("ours"))
    assert "ValueError" in capsys.readouterr().err


@pytest.mark.parametrize("style", STYLES)
async def test_a_day_of_commands_and_failures_leaves_no_word_of_them_in_the_log(
    style: str, sqlite_url: str, tmp_path: Path
) -> None:
    async with FakeSlack() as slack:
        slack.add_user("U1ANA", "ana")
        slack.add_channel("C1", "growth")
        settings = {
            "DATABASE_URL": sqlite_url,
            "SLACK_BOT_TOKEN": slack.token,
            "SLACK_SIGNING_SECRET": slack.signing_secret,
            "SLACK_API_URL": slack.api_url,
            "LOG_LEVEL": "DEBUG",
            "LOG_FORMAT": style,
        }
        async with Machine(tmp_path, settings) as machine, People(slack, "") as people:
            running = await machine.start("run")
            people.app_url = running.url + "/slack/events"
            await people.command("U1ANA", "C1", f"{TYPED} action 1.1")
            await people.send(f"command=%2Fokr&text={TYPED}", secret="guessed")
            _break_members(sqlite_url)
            slack.add_user("U2BEN", TYPED)
            apology = await people.command("U2BEN", "C1", f"action {TYPED}")
            said = (await running.stop()).out
    assert "Something went wrong on my side" in apology.text
    assert "IntegrityError" in said
    for hidden in (TYPED, slack.token, slack.signing_secret):
        assert hidden not in said


def _break_members(url: str) -> None:
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    connection.execute("CREATE TRIGGER broken BEFORE INSERT ON members BEGIN SELECT RAISE(ABORT, 'no'); END")
    connection.commit()
    connection.close()
