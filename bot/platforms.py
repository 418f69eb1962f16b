"""What each platform's adapter is given, by the settings.

Knows the adapters' deps; connects nothing. An adapter that is not configured is not imported.
"""

from typing import TYPE_CHECKING

from pydantic import SecretStr

from bot.admins import name_admins

if TYPE_CHECKING:
    from adapters.slack.deps import SlackDeps
    from adapters.teams.deps import TeamsDeps
    from bot.assembly import Drumbeat


def slack_deps(drumbeat: "Drumbeat") -> "SlackDeps":
    """What Slack is given, by the settings."""
    from adapters.slack.deps import SlackDeps

    settings, store = drumbeat.settings, drumbeat.store
    return SlackDeps(
        front_door=drumbeat.front_door,
        store=store,
        bot_token=_plain(settings.slack_bot_token),
        signing_secret=_plain(settings.slack_signing_secret),
        app_token=_plain(settings.slack_app_token),
        client_id=settings.slack_client_id,
        client_secret=_plain(settings.slack_client_secret),
        allowed=settings.slack_allowed_workspaces,
        api_url=settings.slack_api_url,
        vault=store.vault,
        heartbeats=store,
        gates=store.gates,
        tickets=store.tickets,
        keep=drumbeat.receiver.put,
        news=drumbeat.news,
        purge=store.purge_private,
        clock=drumbeat.clock,
        count=drumbeat.metrics.event,
    )


def teams_deps(drumbeat: "Drumbeat") -> "TeamsDeps":
    """What Teams is given, by the settings."""
    from adapters.teams.deps import TeamsDeps

    settings, store = drumbeat.settings, drumbeat.store

    async def welcome(_: str) -> None:
        await name_admins(store, settings.drumbeat_admins)

    return TeamsDeps(
        front_door=drumbeat.front_door,
        store=store,
        addresses=store.addresses,
        keep=drumbeat.receiver.put,
        news=drumbeat.news,
        heartbeats=store,
        gates=store.gates,
        app_id=settings.microsoft_app_id,
        app_password=_plain(settings.microsoft_app_password),
        app_type=settings.microsoft_app_type,
        tenant_id=settings.microsoft_app_tenant_id,
        allowed=settings.microsoft_allowed_tenants,
        emulator=settings.drumbeat_teams_emulator,
        login_url=settings.microsoft_login_url,
        openid_url=settings.microsoft_openid_url,
        welcome=welcome,
        clock=drumbeat.clock,
        count=drumbeat.metrics.event,
    )


def _plain(secret: SecretStr | None) -> str:
    return "" if secret is None else secret.get_secret_value()
