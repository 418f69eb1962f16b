"""views.*: modals and Home."""

import json

from tests.fakes.slack.state import ApiError, Json, View
from tests.fakes.slack.workspace import Workspace


def _open(at: Workspace, args: Json) -> Json:
    return shown_view(at, at.open_view(at.use_trigger(args["trigger_id"]), _content(args)))


def _push(at: Workspace, args: Json) -> Json:
    return shown_view(at, at.open_view(at.use_trigger(args["trigger_id"]), _content(args), on_top=True))


def _update(at: Workspace, args: Json) -> Json:
    view = next((v for views in at.views.values() for v in views if v.id == args["view_id"]), None)
    if view is None:
        raise ApiError("not_found")
    if args.get("hash") not in (None, view.hash):
        raise ApiError("hash_conflict")
    at.change_view(view, _content(args))
    return shown_view(at, view)


def _publish(at: Workspace, args: Json) -> Json:
    if args.get("user_id") not in at.users:
        raise ApiError("user_not_found")
    return shown_view(at, at.publish(args["user_id"], _content(args), args.get("hash")))


def shown_view(at: Workspace, view: View) -> Json:
    told = {"team_id": at.team_id, "app_installed_team_id": at.team_id, "bot_id": at.bot_id, "root_view_id": view.id}
    return {"view": {"id": view.id, "hash": view.hash, "state": {"values": {}}, **told, **view.content}}


def _content(args: Json) -> Json:
    view = args["view"]
    return dict(json.loads(view) if isinstance(view, str) else view)


METHODS = {"views.open": _open, "views.push": _push, "views.update": _update, "views.publish": _publish}
