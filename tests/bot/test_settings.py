"""Settings are read once, and every fault is reported at once."""

import pytest

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


@pytest.mark.parametrize(
    ("given", "missing"), [("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET"), ("SLACK_SIGNING_SECRET", "SLACK_BOT_TOKEN")]
)
def test_half_a_slack_is_told_which_half_is_missing(given: str, missing: str) -> None:
    with pytest.raises(ConfigurationError, match=f"{missing} is missing"):
        read_settings({given: "something"})


def test_half_a_slack_is_named_beside_every_other_fault_and_a_blank_secret_is_none() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "  ", "PORT": "x"})
    assert "SLACK_SIGNING_SECRET is missing" in str(caught.value)
    assert "PORT" in str(caught.value)


def test_secrets_are_not_shown_by_an_error_or_a_repr() -> None:
    settings = read_settings({"SLACK_BOT_TOKEN": "xoxb-hidden", "SLACK_SIGNING_SECRET": "also-hidden"})
    assert "hidden" not in repr(settings)
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


def test_every_setting_is_documented() -> None:
    from pathlib import Path

    documented = Path(".env.example").read_text(encoding="utf-8")
    readme = Path("README.md").read_text(encoding="utf-8")
    for name in Settings.model_fields:
        assert name.upper() in documented, f"{name.upper()} is missing in .env.example"
        assert name.upper() in readme, f"{name.upper()} is missing in README.md"
