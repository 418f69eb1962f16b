"""Half of a surrogate pair becomes a mark wherever it stands; everything else stays as it is."""

import pytest

from cadence.whole_text import whole


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("a\ud800b", "a\ufffdb"),
        ("\udc00\ud83d", "\ufffd\ufffd"),
        ("\ud83d\ude80", "🚀"),
        ({"a\udfff": ["\ud800", 5, None, True, 1.5]}, {"a\ufffd": ["\ufffd", 5, None, True, 1.5]}),
        ({"text": "R&D 日本 مرحبا 👩‍👩‍👧 \x00 \u202e"}, {"text": "R&D 日本 مرحبا 👩‍👩‍👧 \x00 \u202e"}),
        ([], []),
    ],
)
def test_half_a_pair_is_marked(said: object, kept: object) -> None:
    assert whole(said) == kept
