"""view_submission -> requests."""

from adapters.slack.arriving.incoming import Incoming, Modal
from adapters.slack.decoding.values import Payload, maybe, place, sender
from adapters.slack.decoding.views import modal, values
from cadence.requests import FormSubmitted

WRAPPER = ("type", "user", "team", "team_id", "enterprise", "api_app_id")
VIEW = ("id", "hash", "private_metadata", "state", "app_installed_team_id")


def submission(body: Payload, workspace_id: str) -> Incoming:
    """A form that was sent."""
    used = modal(body["view"])
    typed, named = values(body["view"])
    request = FormSubmitted(
        workspace_id=workspace_id,
        who=sender(body),
        request_id=_submission_id(used),
        form=used.state.form,
        context=used.state.context,
        values=typed,
        **place(used.state),
    )
    trigger = maybe(body.get("trigger_id"))
    return Incoming(request=request, named=named, origin=used.state, trigger_id=trigger, modal=used)


def _submission_id(used: Modal) -> str:
    """The same for a form sent twice; another one once the modal shows the next form."""
    return f"{used.view_id}:{used.state.step}" if used.state.step else used.view_id


def form_essence(body: Payload) -> Payload:
    """What has to be kept to decode a sent form later: no trigger, no token, nothing that was only shown."""
    view = {name: body["view"][name] for name in VIEW if name in body["view"]}
    return {**{name: body[name] for name in WRAPPER if name in body}, "view": view}
