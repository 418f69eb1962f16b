"""Half of a surrogate pair becomes a mark wherever it stands; everything else stays as it is."""

import pytest

from cadence.text.whole import read_whole, whole


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


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (r'["a\ud800b", "\uDC00"]', ["a\ufffdb", "\ufffd"]),
        ('["a\ud800b"]', ["a\ufffdb"]),
        (r'["\ud83d\ude80 \\ud800 \u65e5"]', ["🚀 \\ud800 日"]),
        ('["🚀 日本", 5]', ["🚀 日本", 5]),
    ],
    ids=["escaped", "as it is", "whole pairs, and what only looks like half of one", "nothing to mend"],
)
def test_json_is_read_whole(text: str, kept: object) -> None:
    assert read_whole(text) == kept
