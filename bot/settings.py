"""Settings: read once, from a mapping of environment variables, with every fault reported at once.

Knows names, defaults and rules of settings; must not act on any.
"""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from cadence.errors import ConfigurationError

SLACK = ("slack_bot_token", "slack_signing_secret")

Comma = Annotated[tuple[str, ...], Field(default=())]


class Settings(BaseModel):
    """What the operator chose. Field names in upper case are the names of the environment variables."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    database_url: str = "sqlite:///drumbeat.db"
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] = "json"
    tick_seconds: float = Field(default=15.0, gt=0, le=3600)
    sender_lease_seconds: float = Field(default=45.0, ge=1, le=3600)
    slack_bot_token: SecretStr | None = None
    slack_signing_secret: SecretStr | None = None
    slack_api_url: str = "https://slack.com/api/"
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

    @field_validator("drumbeat_admins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
            raise ValueError("must start with sqlite:/// or postgresql://")
        return value

    @field_validator("slack_api_url")
    @classmethod
    def _is_url(cls, value: str) -> str:
        if not value.startswith(("https://", "http://")):
            raise ValueError("must start with https:// (or http:// for a stand-in on this machine)")
        return value if value.endswith("/") else value + "/"

    @property
    def has_slack(self) -> bool:
        return self.slack_bot_token is not None

    @property
    def has_local(self) -> bool:
        """The local workspace is off as soon as a platform is configured, unless it is asked for by name."""
        return self.drumbeat_local == "on" or (self.drumbeat_local == "auto" and not self.has_slack)


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings in these variables; blank ones count as absent. Raises ConfigurationError naming every fault."""
    named = {name: environment.get(name.upper(), "").strip() for name in Settings.model_fields}
    given = {name: value for name, value in named.items() if value}
    faults = _half_a_slack(given)
    try:
        settings = Settings(**given)
    except ValidationError as error:
        faults = [*_explain(error), *faults]
    if faults:
        raise ConfigurationError("\n".join(["These settings need a change:", *faults]))
    return settings


def _half_a_slack(given: Mapping[str, str]) -> list[str]:
    missing = [name.upper() for name in SLACK if name not in given]
    both = " and ".join(name.upper() for name in SLACK)
    return [f"  {missing[0]} is missing: Slack needs both {both}"] if len(missing) == 1 else []


def _explain(error: ValidationError) -> list[str]:
    return [
        f"  {'.'.join(str(part) for part in fault['loc']).upper()}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_input=False, include_url=False)
    ]
