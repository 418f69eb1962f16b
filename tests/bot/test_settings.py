"""Settings are read once, and every fault is reported at once."""

import pytest
from cryptography.fernet import Fernet

from bot.officials import HOSTS
from bot.settings import Settings, read_settings
from cadence.errors import ConfigurationError


def test_nothing_set_is_the_embedded_default() -> None:
    settings = read_settings({})
    assert settings.database_url == "sqlite:///drumbeat.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.has_local
    assert not settings.has_slack


def test_an_empty_variable_counts_as_absent() -> None:
    assert read_settings({"PORT": "", "SLACK_BOT_TOKEN": ""}) == read_settings({})


def test_every_fault_is_named_in_one_error() -> None:
    wrong = {"PORT": "many", "LOG_LEVEL": "loud", "DATABASE_URL": "mysql://x", "SLACK_API_URL": "slack"}
    with pytest.raises(ConfigurationError) as caught:
        read_settings(wrong)
    for name in wrong:
        assert name in str(caught.value)


BOT, SIGNED, SOCKET = {"SLACK_BOT_TOKEN": "xoxb-1"}, {"SLACK_SIGNING_SECRET": "s"}, {"SLACK_APP_TOKEN": "xapp-1"}
CLIENT = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c"}
KEY = Fernet.generate_key().decode()
KEYED = {"DRUMBEAT_SECRET_KEY": KEY}


@pytest.mark.parametrize(
    ("way", "has_install_page"),
    [(BOT | SIGNED, False), (BOT | SOCKET, False), (BOT | SIGNED | SOCKET, False), (CLIENT | SIGNED | KEYED, True)],
)
def test_slack_runs_in_one_of_three_ways(way: dict[str, str], has_install_page: bool) -> None:
    settings = read_settings(way)
    assert settings.has_slack
    assert settings.has_install_page is has_install_page


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        (BOT, ["SLACK_SIGNING_SECRET is missing"]),
        (SIGNED, ["SLACK_BOT_TOKEN is missing"]),
        (SOCKET, ["SLACK_BOT_TOKEN is missing"]),
        (CLIENT, ["SLACK_SIGNING_SECRET is missing", "DRUMBEAT_SECRET_KEY is missing", "`drumbeat key` prints one"]),
        ({"SLACK_CLIENT_ID": "1.2"} | SIGNED | KEYED, ["SLACK_CLIENT_SECRET is missing"]),
        ({"SLACK_CLIENT_SECRET": "c"} | SIGNED | KEYED, ["SLACK_CLIENT_ID is missing"]),
        (CLIENT | SIGNED | KEYED | BOT, ["SLACK_BOT_TOKEN: take it out"]),
        (BOT | SIGNED | {"SLACK_ALLOWED_WORKSPACES": "T01"}, ["SLACK_ALLOWED_WORKSPACES is for the install page"]),
        (BOT | {"SLACK_APP_TOKEN": "xoxb-2"}, ["SLACK_APP_TOKEN: the app-level token begins with xapp-"]),
        (SIGNED | {"SLACK_BOT_TOKEN": "xapp-1"}, ["SLACK_BOT_TOKEN", "goes into SLACK_APP_TOKEN"]),
        (SIGNED | {"SLACK_BOT_TOKEN": "xoxe.xoxb-1-x"}, ["SLACK_BOT_TOKEN", "12 hours"]),
        (SIGNED | {"SLACK_BOT_TOKEN": "wrong"}, ["SLACK_BOT_TOKEN: the bot token begins with xoxb-"]),
        (
            SIGNED | {"SLACK_BOT_TOKEN": "wrong", "SLACK_API_URL": "https://slack.example/api/"},
            ["SLACK_BOT_TOKEN: the bot token begins with xoxb-"],
        ),
    ],
)
def test_half_a_way_is_told_everything_that_is_missing(given: dict[str, str], missing: list[str]) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(given)
    for words in missing:
        assert words in str(caught.value)


def test_a_stand_in_on_this_machine_may_hand_out_any_token() -> None:
    assert read_settings(SIGNED | {"SLACK_BOT_TOKEN": "any", "SLACK_API_URL": "http://127.0.0.1:9000/api"}).has_slack


def test_secret_keys_may_be_several_and_each_must_be_one() -> None:
    both = read_settings({"DRUMBEAT_SECRET_KEY": f"{KEY}, {KEY}"})
    assert [key.get_secret_value() for key in both.drumbeat_secret_key] == [KEY, KEY]
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"DRUMBEAT_SECRET_KEY": f"{KEY},nearly-a-key"})
    assert "number 2 is not a key" in str(caught.value)
    assert "nearly" not in str(caught.value)


@pytest.mark.parametrize("value", ["T0123,growth", "slack:T0123", "t0123"])
def test_workspaces_that_may_install_are_named_by_their_ids(value: str) -> None:
    assert read_settings({"SLACK_ALLOWED_WORKSPACES": "T0123, E0456"} | CLIENT | SIGNED | KEYED)
    with pytest.raises(ConfigurationError, match="SLACK_ALLOWED_WORKSPACES"):
        read_settings({"SLACK_ALLOWED_WORKSPACES": value} | CLIENT | SIGNED | KEYED)


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://slack.com/api", True),
        ("https://slack-gov.com/api/", True),
        ("https://slack.com:443/api/", True),
        ("http://127.0.0.1:8123/api", True),
        ("http://localhost:8123/api/", True),
        ("http://[::1]:8123/api/", True),
        ("http://slack.example.com/api/", False),
        ("http://127.0.0.1.example.com/api/", False),
        ("https://slack.example.com/api/", False),
        ("https://slack.com.example.com/api/", False),
        ("https://slack.com@example.com/api/", False),
        ("https://me:secret@slack.com/api/", False),
        ("https://slack.com:8443/api/", False),
        ("https://192.168.0.7/api/", False),
        ("ftp://127.0.0.1/api/", False),
        ("https://", False),
    ],
)
def test_tokens_go_to_slack_itself_or_to_a_stand_in_on_this_machine(url: str, is_taken: bool) -> None:
    if is_taken:
        assert read_settings({"SLACK_API_URL": url}).slack_api_url.endswith("/api/")
    else:
        with pytest.raises(ConfigurationError, match="SLACK_API_URL"):
            read_settings({"SLACK_API_URL": url})


def test_half_a_slack_is_named_beside_every_other_fault_and_a_blank_secret_is_none() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "  ", "PORT": "x"})
    assert "SLACK_SIGNING_SECRET is missing" in str(caught.value)
    assert "PORT" in str(caught.value)


def test_secrets_are_not_shown_by_an_error_or_a_repr() -> None:
    secret = {"SLACK_BOT_TOKEN": "xoxb-hidden", "SLACK_SIGNING_SECRET": "s-hidden", "SLACK_APP_TOKEN": "xapp-hidden"}
    assert "hidden" not in repr(read_settings(secret))
    settings = read_settings({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "c-hidden"} | SIGNED | KEYED)
    assert "hidden" not in repr(settings)
    assert KEY not in repr(settings)
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"SLACK_BOT_TOKEN": "xoxb-hidden", "PORT": "x"})
    assert "hidden" not in str(caught.value)


SLACK = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s"}


@pytest.mark.parametrize(
    ("environment", "on"),
    [
        ({}, True),
        ({"DRUMBEAT_LOCAL": "off"}, False),
        (SLACK, False),
        ({**SLACK, "DRUMBEAT_LOCAL": "on"}, True),
        ({**SLACK, "DRUMBEAT_LOCAL": "auto"}, False),
    ],
)
def test_the_local_workspace_is_off_as_soon_as_a_platform_is_configured(environment: dict[str, str], on: bool) -> None:
    assert read_settings(environment).has_local is on


def test_admins_are_a_comma_separated_list() -> None:
    assert read_settings({"DRUMBEAT_ADMINS": "U1, slack:T1/U2 ,"}).drumbeat_admins == ("U1", "slack:T1/U2")


@pytest.mark.parametrize("name", ["MICROSOFT_LOGIN_URL", "MICROSOFT_OPENID_URL"])
def test_secrets_of_teams_go_to_microsofts_hosts_only(name: str) -> None:
    with pytest.raises(ConfigurationError, match=rf"{name}: is of login\."):
        read_settings({name: "https://login.example.com/common"})


def test_no_setting_names_a_platforms_address_unchecked() -> None:
    assert {name for name in Settings.model_fields if name.endswith("_url")} == {*HOSTS, "database_url"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DRUMBEAT_KEEP_RECEIPTS_DAYS", "6"),
        ("DRUMBEAT_KEEP_AUDIT_DAYS", "29"),
        ("DRUMBEAT_KEEP_DRAFTS_DAYS", "0"),
        ("METRICS_PORT", "70000"),
    ],
)
def test_what_would_break_a_promise_is_refused(name: str, value: str) -> None:
    with pytest.raises(ConfigurationError, match=name):
        read_settings({name: value})


def test_every_setting_is_documented() -> None:
    from pathlib import Path

    documented = Path(".env.example").read_text(encoding="utf-8")
    readme = Path("README.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert name.upper() in documented, f"{name.upper()} is missing in .env.example"
        assert name.upper() in readme, f"{name.upper()} is missing in README.md"
