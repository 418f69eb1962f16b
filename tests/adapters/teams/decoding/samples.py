"""Activities as Teams sends them, written by us with sample ids, and who is who in them."""

import json
from pathlib import Path
from typing import Any

from adapters.teams.decoding import decode
from adapters.teams.identity import Identity
from cadence.requests import CommandTyped, ReplyTyped

PAYLOADS = Path(__file__).parents[3] / "payloads" / "teams"
TENANT = "99999999-9999-4999-8999-999999999999"
WORKSPACE = f"teams:{TENANT}"
APP = Identity("aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa")
ANA, BEN, EVE = (f"{n * 8}-{n * 4}-4{n * 3}-8{n * 3}-{n * 12}" for n in "123")
ANAS_USER, BENS_USER = "29:1sample-ana", "29:1sample-ben"
CHANNEL, TEAM, CHAT = "19:samplegrowth@thread.tacv2", "19:sampleteam@thread.tacv2", "19:samplechat@thread.v2"
NAMES = sorted(path.stem for path in PAYLOADS.glob("*.json"))


def activity(name: str, /, **changed: Any) -> dict[str, Any]:
    return {**json.loads((PAYLOADS / f"{name}.json").read_text()), **changed}


def mention(user: str, name: str, **more: Any) -> dict[str, Any]:
    return {"type": "mention", "mentioned": {"id": user, "name": name, **more}, "text": f"<at>{name}</at>"}


US = mention(APP.bot_id, "Drumbeat")


def said(text: str, *mentions: dict[str, Any], name: str = "message_channel", **changed: Any) -> str:
    """What the engine reads of these words; entities as given, and the mention of us before them."""
    incoming = decode(activity(name, text=text, entities=[US, *mentions], **changed), APP)
    assert incoming is not None
    assert isinstance(incoming.request, CommandTyped | ReplyTyped)
    return incoming.request.text
