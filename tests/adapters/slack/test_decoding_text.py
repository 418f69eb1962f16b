"""What people wrote in Slack, as the engine reads it."""

import pytest

from adapters.slack.decoding.values import unescape, without_looks


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("ask <@U1BEN|ben> in <#C1|growth>", "ask <@U1BEN> in #growth"),
        ("see <https://x.example/a?b=1&amp;c=2>", "see https://x.example/a?b=1&c=2"),
        ("see <https://x.example|the plan>", "see the plan (https://x.example)"),
        ("see <http://x.example|x.example>", "see x.example"),
        ("mail <mailto:a@x.example|a@x.example>", "mail a@x.example"),
        ("<!subteam^S1|@growth> and <!here>", "@growth and @here"),
        ("<!date^1790000000^{date}|12 Nov>", "12 Nov"),
        ("5 &lt; 7 &amp;&amp; 7 &gt; 5", "5 < 7 && 7 > 5"),
        ("&lt;@U1BEN&gt; typed by hand", "<@U1BEN> typed by hand"),
    ],
)
def test_slacks_own_notation_becomes_words(sent: str, read: str) -> None:
    assert unescape(sent) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("*Customers* keep _asking_ for ~nothing~", "Customers keep asking for nothing"),
        ("&gt; quoted\nthen `code`", "quoted\nthen code"),
        ("```\nlast line\n```", "\nlast line\n"),
        ("signup_flow_v2 costs 5*3 and a * b", "signup_flow_v2 costs 5*3 and a * b"),
        ("*see <https://x.example|it>*", "see <https://x.example|it>"),
    ],
)
def test_a_message_is_read_without_its_looks(sent: str, read: str) -> None:
    assert without_looks(sent) == read
