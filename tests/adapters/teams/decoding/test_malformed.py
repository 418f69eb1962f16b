"""What no honest Teams sends: whatever is wrong with an activity, it is garbled and nothing else."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.arriving.incoming import Garbled
from adapters.teams.decoding import (
    address_of,
    decode,
    decode_event,
    essence,
    event_id,
    is_event,
    is_kept,
    tenant_address_of,
    tenant_of,
)
from adapters.teams.identity import Identity
from tests.adapters.teams.decoding.samples import APP, NAMES, TENANT, activity

ODD: tuple[Any, ...] = (
    None,
    5,
    -1.5,
    True,
    "",
    "x",
    "<at>",
    [],
    [5],
    [None],
    {},
    {"id": 5},
    {"": {}},
    "\ud800",
    "\x00",
)
READERS: tuple[Callable[[dict[str, Any]], Any], ...] = (
    lambda told: decode(told, APP),
    lambda told: decode(told, Identity("")),
    lambda told: decode_event(told, APP),
    lambda told: decode_event(told, Identity("")),
    address_of,
    tenant_address_of,
    tenant_of,
    event_id,
)


def paths(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [found for key, value in items for found in [(*at, key), *paths(value, (*at, key))]]


def spoiled(name: str, path: tuple[Any, ...], value: Any, *, is_gone: bool) -> dict[str, Any]:
    told = activity(name)
    node: Any = told
    for key in path[:-1]:
        node = node[key]
    if is_gone:
        del node[path[-1]]
    else:
        node[path[-1]] = copy.deepcopy(value)
    return told


def read_all(told: Any) -> None:
    """Every reader either reads it or says that it is garbled; the rest never fails."""
    for reader in READERS:
        try:
            reader(told)
        except Garbled as garbled:
            assert garbled.way
    assert is_event(told) in (True, False)
    assert is_kept(told) in (True, False)
    kept = json.loads(json.dumps(essence(told)))
    assert kept.items() <= told.items()


@pytest.mark.parametrize("name", NAMES)
def test_every_activity_without_any_one_thing_or_with_another_is_read_or_garbled(name: str) -> None:
    for path in paths(activity(name)):
        read_all(spoiled(name, path, None, is_gone=True))
        for value in ODD:
            read_all(spoiled(name, path, value, is_gone=False))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_activities_with_several_odd_things_are_read_or_garbled(data: st.DataObject) -> None:
    told = activity(data.draw(st.sampled_from(NAMES)))
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(paths(told) or [("type",)]))
        node: Any = told
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = data.draw(JSON)
    read_all(told)


@given(told=st.dictionaries(st.sampled_from(["type", "id", "from", "conversation", "value", "text"]), JSON))
def test_whatever_is_no_activity_at_all_is_read_or_garbled(told: dict[str, Any]) -> None:
    read_all(told)


@pytest.mark.parametrize(
    ("data", "conversation", "tenant"),
    [
        (TENANT, TENANT.upper(), TENANT),
        (TENANT, None, TENANT),
        (None, TENANT, TENANT),
        (None, None, None),
        (TENANT, "88888888-8888-4888-8888-888888888888", None),
    ],
)
def test_a_tenant_is_told_once_or_alike(data: str | None, conversation: str | None, tenant: str | None) -> None:
    told = activity("message_personal")
    told["channelData"]["tenant"] = {"id": data}
    told["conversation"]["tenantId"] = conversation
    if tenant is not None:
        assert tenant_of(told) == tenant
        return
    with pytest.raises(Garbled):
        tenant_of(told)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_kept_says_the_same_later(name: str) -> None:
    told = activity(name)
    if is_kept(told):
        assert "attachments" not in essence(told)
        assert decode(essence(told), APP) == decode(told, APP)
        assert decode_event(essence(told), APP) == decode_event(told, APP)
