"""Settings: read once, from a mapping of environment variables, with every fault reported at once.

Knows names, defaults and rules of settings; must not act on any.
"""

import re
from collections.abc import Mapping
from typing import Annotated, Literal

from cryptography.fernet import Fernet
from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, ValidationInfo, field_validator

from bot.officials import HOSTS, fault_of
from bot.slackways import LOOPBACK as LOOPBACK
from bot.slackways import faults_of_slack
from bot.teamsways import TYPES, faults_of_teams, is_guid
from cadence.errors import ConfigurationError

AN_ID = "an id like 01234567-89ab-cdef-0123-456789abcdef"
SLACK_ID = re.compile(r"[TE][A-Z0-9]{2,}")

Comma = Annotated[tuple[str, ...], Field(default=())]
Secrets = Annotated[tuple[SecretStr, ...], Field(default=())]


class Settings(BaseModel):
    """What the operator chose. Field names in upper case are the names of the environment variables."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: str = "sqlite:///drumbeat.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    metrics_host: str = "127.0.0.1"
    metrics_port: int | None = Field(default=None, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    tick_seconds: float = Field(default=15.0, gt=0, le=3600)
    sender_lease_seconds: float = Field(default=45.0, ge=1, le=3600)
    drumbeat_keep_receipts_days: int = Field(default=30, ge=7, le=3650)
    drumbeat_keep_audit_days: int = Field(default=730, ge=30, le=36500)
    drumbeat_keep_drafts_days: int = Field(default=30, ge=1, le=3650)
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_app_token: SecretStr | None = None
    slack_client_id: str = ""
    slack_client_secret: SecretStr | None = None
    slack_allowed_workspaces: Comma
    slack_api_url: str = "https://slack.com/api/"
    microsoft_app_id: str = ""
    microsoft_app_password: SecretStr | None = None
    microsoft_app_tenant_id: str = ""
    microsoft_app_type: Literal["SingleTenant", "MultiTenant", "UserAssignedMSI"] = "SingleTenant"
    microsoft_allowed_tenants: Comma
    microsoft_login_url: str = "https://login.microsoftonline.com/"
    microsoft_openid_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    drumbeat_teams_emulator: bool = False
    drumbeat_secret_key: Secrets
    drumbeat_local: Literal["auto", "on", "off"] = "auto"
    drumbeat_admins: Comma
    drumbeat_rehearsal: bool = False

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: str) -> str:
        return value.upper()

    @field_validator("drumbeat_local", "log_format", mode="before")
    @classmethod
    def _lower(cls, value: str) -> str:
        return value.lower()

    @field_validator("microsoft_app_type", mode="before")
    @classmethod
    def _as_microsoft_writes_it(cls, value: str) -> str:
        return TYPES.get(value.lower(), value)

    @field_validator(
        "drumbeat_admins",
        "slack_allowed_workspaces",
        "microsoft_allowed_tenants",
        "drumbeat_secret_key",
        mode="before",
    )
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("slack_allowed_workspaces")
    @classmethod
    def _are_workspaces(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for part in value:
            if not SLACK_ID.fullmatch(part):
                raise ValueError("takes Slack's ids of workspaces (T0123) and organisations (E0123), comma-separated")
        return value

    @field_validator("microsoft_app_id", "microsoft_app_tenant_id")
    @classmethod
    def _is_guid(cls, value: str) -> str:
        if not is_guid(value):
            raise ValueError(f"takes {AN_ID}")
        return value.lower()

    @field_validator("microsoft_allowed_tenants")
    @classmethod
    def _are_tenants(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not all(map(is_guid, value)):
            raise ValueError(f"takes ids of tenants, comma-separated, each {AN_ID}")
        return tuple(part.lower() for part in value)

    @field_validator("drumbeat_secret_key")
    @classmethod
    def _are_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        for number, part in enumerate(value, start=1):
            try:
                Fernet(part.get_secret_value())
            except ValueError:
                which = "this" if len(value) == 1 else f"number {number}"
                raise ValueError(f"{which} is not a key; `drumbeat key` prints one") from None
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator(*HOSTS)
    @classmethod
    def _is_the_platforms(cls, value: str, info: ValidationInfo) -> str:
        if fault := fault_of(str(info.field_name), value):
            raise ValueError(fault)
        return value

    @field_validator("slack_api_url", "microsoft_login_url")
    @classmethod
    def _ends_in_slash(cls, value: str) -> str:
        return value if value.endswith("/") else value + "/"

    @property
    def has_slack(self) -> bool:
        return self.slack_bot_token is not None or self.has_install_page

    @property
    def has_install_page(self) -> bool:
        """Many workspaces, each with the token that it was given when the app was installed there."""
        return bool(self.slack_client_id)

    @property
    def has_teams(self) -> bool:
        return bool(self.microsoft_app_id) or self.drumbeat_teams_emulator

    @property
    def has_local(self) -> bool:
        """The local workspace is off as soon as a platform is configured, unless it is asked for by name."""
        has_platform = self.has_slack or self.has_teams
        return self.drumbeat_local == "on" or (self.drumbeat_local == "auto" and not has_platform)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in these variables; blank ones count as absent. Raises ConfigurationError naming every fault."""
    named = {name: environment.get(name.upper(), "").strip() for name in Settings.model_fields}
    given = {name: value for name, value in named.items() if value}
    faults = [*faults_of_slack(given), *faults_of_teams(given)]
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults = [*_explain(error), *faults]
    if faults:
        raise ConfigurationError("\n".join(["These settings need a change:", *faults]))
    return settings


def _explain(error: ValidationError) -> list[str]:
    return [
        f"  {'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False, include_url=False)
    ]
