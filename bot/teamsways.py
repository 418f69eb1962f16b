"""The ways to run Teams, and what is missing from the one that was begun. Knows names of settings, no values but their
shapes."""

import re
from collections.abc import Mapping

from bot.slackways import LOOPBACK

APP, PASSWORD, TENANT, TYPE = (
    "microsoft_app_id",
    "microsoft_app_password",
    "microsoft_app_tenant_id",
    "microsoft_app_type",
)
ALLOWED, EMULATOR, HOST = "microsoft_allowed_tenants", "drumbeat_teams_emulator", "host"
SINGLE, MULTI, MANAGED = "SingleTenant", "MultiTenant", "UserAssignedMSI"
TYPES = {name.lower(): name for name in (SINGLE, MULTI, MANAGED)}
NEEDED = {SINGLE: (APP, PASSWORD, TENANT), MULTI: (APP, PASSWORD), MANAGED: (APP,)}
GUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
ON = ("1", "on", "true", "yes", "t", "y")


def faults_of_teams(given: Mapping[str, str]) -> list[str]:
    """What is wrong with the settings of Teams, one line each. given: those that are not blank, by field name."""
    if given.get(EMULATOR, "").lower() in ON:
        return _emulator(given)
    if APP not in given:
        return _without_app(given)
    kind = TYPES.get(given.get(TYPE, SINGLE).lower(), SINGLE)
    return [*_missing(given, kind), *_password(given, kind)]


def is_guid(value: str) -> bool:
    """Whether it looks like Microsoft's ids of apps and tenants."""
    return GUID.fullmatch(value) is not None


def _emulator(given: Mapping[str, str]) -> list[str]:
    """It answers whoever asks, so it asks for a lot itself."""
    faults = []
    secrets = [name.upper() for name in (APP, PASSWORD) if name in given]
    if secrets:
        faults.append(
            f"  {EMULATOR.upper()} checks no tokens, so it is only for trying: take it out, or {' and '.join(secrets)}"
        )
    if given.get(HOST, LOOPBACK[0]) not in LOOPBACK:
        faults.append(f"  {EMULATOR.upper()} checks no tokens, so it serves this machine only: HOST must be 127.0.0.1")
    return faults


def _without_app(given: Mapping[str, str]) -> list[str]:
    beside = [name.upper() for name in (PASSWORD, TENANT, ALLOWED) if name in given]
    return [f"  {APP.upper()} is missing: {' and '.join(beside)} belong to it"] if beside else []


def _missing(given: Mapping[str, str], kind: str) -> list[str]:
    names = [name.upper() for name in NEEDED[kind]]
    everything = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    how = f"  {{}} is missing: an app of the type {kind} needs {everything}"
    return [how.format(name.upper()) + _hint(name) for name in NEEDED[kind] if name not in given]


def _hint(name: str) -> str:
    return f" ({TYPE.upper()}={MULTI} for an app of many tenants)" if name == TENANT else ""


def _password(given: Mapping[str, str], kind: str) -> list[str]:
    """Secrets that are none, or in the wrong place."""
    password = given.get(PASSWORD, "")
    if password and kind == MANAGED:
        return [f"  {PASSWORD.upper()}: take it out; {MANAGED} uses the identity of the machine"]
    if is_guid(password):
        return [f"  {PASSWORD.upper()}: this is the id of a secret; its value is shown once, when it is made"]
    return []
