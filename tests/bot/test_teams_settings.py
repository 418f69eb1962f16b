"""Teams runs as one of three types of app, or in the emulator mode; what is missing from that is said at once."""

import pytest

from bot.settings import read_settings
from cadence.errors import ConfigurationError

GUID = "01234567-89ab-cdef-0123-456789abcdef"
APP = {"MICROSOFT_APP_ID": GUID}
SECRET, TENANT = {"MICROSOFT_APP_PASSWORD": "s~3cret"}, {"MICROSOFT_APP_TENANT_ID": GUID}
MULTI, MANAGED = {"MICROSOFT_APP_TYPE": "MultiTenant"}, {"MICROSOFT_APP_TYPE": "UserAssignedMSI"}
EMULATOR = {"DRUMBEAT_TEAMS_EMULATOR": "on"}
Given = dict[str, str]


def test_no_app_id_means_that_teams_is_off() -> None:
    assert not read_settings({}).has_teams
    assert not read_settings(MULTI).has_teams


@pytest.mark.parametrize("way", [APP | SECRET | TENANT, APP | SECRET | MULTI, APP | MANAGED, APP | MANAGED | TENANT])
def test_teams_runs_as_one_of_three_types(way: Given) -> None:
    settings = read_settings(way)
    assert settings.has_teams
    assert not settings.has_local
    assert read_settings(way | {"DRUMBEAT_LOCAL": "on"}).has_local


def test_the_emulator_mode_is_asked_for_by_name() -> None:
    assert read_settings(EMULATOR).has_teams
    assert not read_settings({"DRUMBEAT_TEAMS_EMULATOR": "off"}).has_teams


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (APP, "MICROSOFT_APP_PASSWORD is missing"),
        (APP | SECRET, "MICROSOFT_APP_TENANT_ID is missing: an app of the type SingleTenant needs"),
        (APP | SECRET, "MICROSOFT_APP_TYPE=MultiTenant"),
        (APP | MULTI, "MICROSOFT_APP_PASSWORD is missing: an app of the type MultiTenant needs"),
        (APP | MANAGED | SECRET, "MICROSOFT_APP_PASSWORD: take it out"),
        (APP | TENANT | {"MICROSOFT_APP_PASSWORD": GUID}, "its value is shown once"),
        (SECRET, "MICROSOFT_APP_ID is missing"),
        (TENANT, "MICROSOFT_APP_ID is missing"),
        ({"MICROSOFT_ALLOWED_TENANTS": GUID}, "MICROSOFT_APP_ID is missing"),
        (SECRET | TENANT | {"MICROSOFT_APP_ID": "drumbeat"}, "MICROSOFT_APP_ID: takes an id like"),
        (APP | SECRET | {"MICROSOFT_APP_TENANT_ID": "contoso.example"}, "MICROSOFT_APP_TENANT_ID: takes an id like"),
        (APP | SECRET | TENANT | {"MICROSOFT_ALLOWED_TENANTS": f"{GUID}, x"}, "takes ids of tenants"),
        (APP | SECRET | TENANT | {"MICROSOFT_APP_TYPE": "Single"}, "MICROSOFT_APP_TYPE"),
        (EMULATOR | APP | SECRET | TENANT, "take it out, or MICROSOFT_APP_ID and MICROSOFT_APP_PASSWORD"),
        (EMULATOR | {"HOST": "0.0.0.0"}, "HOST must be 127.0.0.1"),
        ({"MICROSOFT_OPENID_URL": "http://login.example/"}, "MICROSOFT_OPENID_URL: must start with https://"),
        ({"MICROSOFT_LOGIN_URL": "login"}, "MICROSOFT_LOGIN_URL: must start with https://"),
    ],
    ids=str,
)
def test_what_is_wrong_is_said_in_the_operators_words(given: Given, fault: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings(given)
    assert fault in str(caught.value)
    assert "s~3cret" not in str(caught.value)


def test_ids_are_the_same_however_they_are_written() -> None:
    loud = {"MICROSOFT_APP_ID": GUID.upper(), "MICROSOFT_APP_TENANT_ID": GUID.upper()}
    settings = read_settings(loud | SECRET | {"MICROSOFT_ALLOWED_TENANTS": f"{GUID.upper()},{GUID}"})
    assert (settings.microsoft_app_id, settings.microsoft_app_tenant_id) == (GUID, GUID)
    assert settings.microsoft_allowed_tenants == (GUID, GUID)
    assert read_settings(APP | {"MICROSOFT_APP_TYPE": "userassignedmsi"}).microsoft_app_type == "UserAssignedMSI"


def test_a_stand_in_may_be_on_this_machine() -> None:
    here = {"MICROSOFT_OPENID_URL": "http://127.0.0.1:9/openid", "MICROSOFT_LOGIN_URL": "http://127.0.0.1:9"}
    settings = read_settings(here)
    assert settings.microsoft_openid_url == "http://127.0.0.1:9/openid"
    assert settings.microsoft_login_url == "http://127.0.0.1:9/"
