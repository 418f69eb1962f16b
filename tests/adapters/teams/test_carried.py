"""What our cards carry comes back as it was, or not at all; messages have one name each."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.carried import UNDER, Carried, Origin, Unread, input_id, read_carried
from adapters.teams.refs import channel_of, in_thread, ref_of, root_of, split_ref
from cadence.forms import PersonField, Section, TextField, TickField

WORDS = st.text(max_size=20)
ORIGINS = st.none() | st.builds(Origin, channel=WORDS, name=WORDS, is_private=st.booleans(), has_threads=st.booleans())
CARRIED = st.builds(
    Carried,
    do=st.sampled_from(["press", "form", "more"]),
    action=WORDS,
    value=WORDS,
    form=WORDS,
    context=WORDS,
    event=WORDS,
    key=WORDS,
    step=st.integers(0, 99),
    edition=WORDS,
    shown=WORDS,
    origin=ORIGINS,
)


@given(carried=CARRIED)
def test_everything_comes_back(carried: Carried) -> None:
    assert read_carried(carried.data() | {"f:note": "typed", "msteams": {"type": "task/fetch"}}) == carried


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.sampled_from(["press", "form"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["do", "origin", "step", "form", "channel", "is_private", "zz"]), inner, max_size=4
        )
    ),
    max_leaves=8,
)


@given(told=JSON)
def test_whatever_else_comes_is_refused_as_a_whole(told: Any) -> None:
    try:
        carried = read_carried({UNDER: told})
    except Unread:
        return
    assert read_carried(carried.data()) == carried


@pytest.mark.parametrize(
    ("part", "name"),
    [
        (TextField(id="note", label="Note"), "f:note"),
        (PersonField(id="owner", label="Owner"), "fp:owner"),
        (PersonField(id="helpers", label="Helpers", many=True), "fm:helpers"),
        (TickField(id="asks", label="Asks"), "ft:asks"),
    ],
)
def test_inputs_say_what_they_hold(part: Any, name: str) -> None:
    assert input_id(part) == name


def test_a_heading_has_no_input() -> None:
    with pytest.raises(TypeError):
        input_id(Section("x"))


def test_a_root_has_one_name_whoever_tells_of_it() -> None:
    assert ref_of("19:c", "5") == ref_of("19:c;messageid=5", "5") == "19:c|5"
    assert ref_of("19:c;messageid=5", "6") == "19:c;messageid=5|6"
    assert ref_of("19:c", "") == ""
    assert split_ref("19:c;messageid=5|6") == ("19:c;messageid=5", "6")
    assert (channel_of("19:c;messageid=5"), root_of("19:c;messageid=5"), in_thread("19:c", "5")) == (
        "19:c",
        "5",
        "19:c;messageid=5",
    )


@pytest.mark.parametrize("ref", ["", "x", "|5", "19:c|"])
def test_what_names_no_message_is_refused(ref: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        split_ref(ref)
