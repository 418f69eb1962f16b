"""Cards as Adaptive Cards: within Teams' limits, every block in its own form, buttons of the right kind."""

from dataclasses import replace

import pytest

from adapters.teams.carried import read_carried
from adapters.teams.rendering import CHANNEL, DIALOG, PERSONAL, Dress, activity_of, message_text, render_card
from adapters.teams.rendering.cards import LEFT_OUT, MOST_BYTES, size_of
from cadence.cards import Button, Buttons, Card, Chart, Facts, Heading, Link, Table, Text, Tone, Verbatim, buttons, card
from tests.adapters.teams.rendering.samples import EVERYTHING, actions_of, checked, of_kind, said
from tests.adapters.teams.schema import elements_of, faults_of_card


def test_every_kind_of_block_is_taken_by_teams() -> None:
    kinds = {each["type"] for each in elements_of(checked(EVERYTHING))}
    assert {"TextBlock", "RichTextBlock", "ColumnSet", "Table", "Chart.VerticalBar", "Container", "ActionSet"} <= kinds


@pytest.mark.parametrize(
    "shown",
    [
        card("n", Heading("x" * 500)),
        card("n", Text("x" * 9_000)),
        card("n", Text("line\n" * 2_000, Tone.QUIET)),
        card("n", Text("")),
        card("n", Facts(tuple((f"label {n}", "v" * 3_000) for n in range(4)))),
        card("n", Facts((("", ""),))),
        card("n", Table(("a", "b"), tuple(("x" * 300, str(n)) for n in range(100)))),
        card("n", Table(("a",), ())),
        card("n", Table((), ())),
        card("n", Chart("t", (), ())),
        card("n", Chart("t", ("a",), (1.0,))),
        card("n", Verbatim("x" * 4_000)),
        card("n", Verbatim("")),
        card("n", Buttons(())),
        card("n", Buttons(tuple(Button("x" * 100, "board.show", str(n)) for n in range(9)))),
        card("n", *(Text("й" * 900) for n in range(80)), buttons(Button("Board", "board.show", "1"))),
        Card("", ()),
    ],
)
def test_whatever_its_size_a_card_fits(shown: Card) -> None:
    for dress in (CHANNEL, PERSONAL):
        made = render_card(shown, dress)
        assert [fault for fault in faults_of_card(made) if "characters" not in fault] == []
        assert size_of(made) <= MOST_BYTES


def test_a_card_that_is_far_too_long_says_so_and_keeps_its_last_buttons() -> None:
    made = checked(card("n", *(Text(f"{n} " * 900) for n in range(80)), buttons(Button("Board", "board.show", "1"))))
    assert made["body"][-1]["type"] == "ActionSet"
    assert said({"body": made["body"][-2:]}) == LEFT_OUT


def test_a_card_that_only_just_fits_is_drawn_more_plainly_and_loses_nothing() -> None:
    table = Table(("What", "Who"), tuple((f"row {n} " + "x" * 60, "Ana") for n in range(110)))
    made = checked(card("n", table))
    assert not of_kind(made, "Table")
    assert LEFT_OUT not in said(made)
    assert said(made).count("Who: Ana") == 110


def test_a_button_that_opens_a_form_fetches_a_dialog_and_any_other_works_in_place() -> None:
    answer, unchanged = (actions_of(checked(EVERYTHING))[name] for name in ("Answer", "Nothing changed"))
    assert answer["type"] == "Action.Submit"
    assert answer["data"]["msteams"] == {"type": "task/fetch"}
    assert (unchanged["type"], unchanged["verb"]) == ("Action.Execute", "press")
    carried = read_carried(unchanged["data"])
    assert (carried.do, carried.action, carried.value) == ("press", "checkin.unchanged", "id")


def test_where_no_dialog_can_be_opened_the_button_asks_for_its_form_as_a_card() -> None:
    answer = actions_of(checked(EVERYTHING, replace(PERSONAL, has_dialogs=False)))["Answer"]
    assert (answer["type"], answer["verb"]) == ("Action.Execute", "press")
    assert "msteams" not in answer["data"]


def test_where_a_client_cannot_execute_the_same_is_submitted() -> None:
    action = actions_of(checked(EVERYTHING))["Nothing changed"]
    assert action["fallback"] == {"type": "Action.Submit", "title": action["title"], "data": action["data"]}


def test_inside_a_dialog_every_button_submits_and_none_fetches_another() -> None:
    made = render_card(EVERYTHING, DIALOG)
    assert faults_of_card(made, in_dialog=True) == []
    assert {action["type"] for action in actions_of(made).values()} == {"Action.Submit"}
    assert all("msteams" not in action["data"] for action in actions_of(made).values())


def test_what_matters_most_and_what_cannot_be_taken_back_look_so() -> None:
    styles = {name: action.get("style") for name, action in actions_of(checked(EVERYTHING)).items()}
    assert styles == {"Answer": "positive", "Nothing changed": None, "Drop": "destructive"}


def test_more_buttons_than_a_row_takes_stand_in_two() -> None:
    made = checked(card("n", Buttons(tuple(Button(f"B{n}", "board.show", str(n)) for n in range(8)))))
    assert [len(row["actions"]) for row in of_kind(made, "ActionSet")] == [6, 2]


@pytest.mark.parametrize(
    ("labels", "rows"),
    [
        (("Answer", "Nothing changed", "I'm away"), [2, 1]),
        (("Solved", "Take it", "Move"), [3]),
        (("x" * 75, "No"), [1, 1]),
        ((), []),
    ],
)
def test_no_title_of_a_button_is_cut_on_a_phone_for_its_neighbours(labels: tuple[str, ...], rows: list[int]) -> None:
    made = checked(card("n", Buttons(tuple(Button(label, "board.show", label) for label in labels))))
    assert [len(row["actions"]) for row in of_kind(made, "ActionSet")] == rows
    assert [action for row in of_kind(made, "ActionSet") for action in row["actions"]] == [*actions_of(made).values()]


def test_a_card_with_a_table_takes_the_full_width() -> None:
    assert checked(EVERYTHING)["msteams"] == {"width": "Full"}
    assert "msteams" not in checked(card("n"))


def test_a_table_says_the_same_in_lines_where_a_phone_shows_none() -> None:
    [table] = of_kind(checked(card("n", Table(("Decision", "Owner"), (("Pause?", "Ana"), ("Hire?", "Ben"))))), "Table")
    assert said(table["fallback"]) == "Pause?\nOwner: Ana\nHire?\nOwner: Ben"
    assert said(table) == "Decision\nOwner\nPause?\nAna\nHire?\nBen"


def test_a_chart_says_in_words_where_it_began_and_stands() -> None:
    chart = Chart("Activation", ("28 Sep", "5 Oct", "12 Oct"), (31.0, None, 38.0), 45.0, "%")
    native, plain = checked(card("n", chart)), checked(card("n", chart), Dress(natives=frozenset()))
    assert said(native) == "Activation\n31% → 38% · target 45% · 28 Sep – 12 Oct"
    assert said(plain) == "Activation\n▁ █  31% → 38% · target 45% · 28 Sep – 12 Oct"
    [bars] = of_kind(native, "Chart.VerticalBar")
    assert [(point["x"], point["y"]) for point in bars["data"]] == [("28 Sep", 31.0), ("12 Oct", 38.0)]


def test_a_chart_below_a_heading_does_not_say_it_again() -> None:
    shown = card("n", Heading("Activation"), Chart("Activation", ("a", "b"), (1.0, 2.0)))
    assert said(checked(shown)).count("Activation") == 1


def test_titles_of_sections_and_objectives_are_set_apart_from_key_results() -> None:
    made = checked(card("n", Text("KEY RESULTS last\n1 Customers stay\n1.1 Renewals 84\nACTIONS 3 done")))
    styles = [{key: run[key] for key in ("weight", "italic") if key in run} for run in of_kind(made, "TextRun")]
    assert styles == [{"weight": "Bolder"}, {}, {"italic": True}, {}, {"weight": "Bolder"}, {}]
    assert [each.get("spacing") for each in made["body"]] == [None, "Small", "None", "Small"]


def test_what_buttons_are_about_stands_out_from_its_details() -> None:
    def entry(text: str) -> tuple[Text, Buttons]:
        return Text(text), buttons(Button("Decide", "decision.decide", "1"))

    made = checked(card("n", *entry("Pause paid ads?\nAna decides"), *entry("Hire?\nBen decides")))
    bold = [run["text"] for run in of_kind(made, "TextRun") if run.get("weight")]
    assert bold == ["Pause paid ads?", "Hire?"]
    assert made["body"][3]["spacing"] == "Medium", "the second one stands apart from the buttons of the first"


def test_a_line_break_of_any_kind_begins_another_line() -> None:
    made = checked(card("n", Text("a\r\nb\u2028c\n\nd")))
    assert said(made).split("\n") == ["a", "b", "c", "d"]
    assert made["body"][-1]["spacing"] == "Small"


def test_what_is_to_be_copied_keeps_its_indents() -> None:
    made = checked(card("n", Verbatim("a\n  b  c")))
    assert said(made) == "a\n\u00a0\u00a0b\u00a0\u00a0c"
    assert {run["fontType"] for run in of_kind(made, "TextRun")} == {"Monospace"}


def test_a_divider_is_a_line_above_what_follows() -> None:
    below = checked(EVERYTHING)["body"][-2]
    assert (below["separator"], said(below)) == (True, "From a message")


@pytest.mark.parametrize("url", ["", "http://x.example", "javascript:alert(1)", "https://" + "x" * 3_000])
def test_a_link_that_leads_nowhere_good_is_left_out(url: str) -> None:
    assert said(checked(card("n", Text("a"), Link("there", url=url)))) == "a"


def test_a_link_to_one_of_our_messages_leads_where_the_dress_says() -> None:
    shown = card("n", Text("a"), Link("Part 2", key="part:x:2"))
    made = checked(shown, Dress(links={"part:x:2": "https://teams.example/l/message/2"}))
    [link] = of_kind(made, "Action.OpenUrl")
    assert link["url"] == "https://teams.example/l/message/2"
    assert said(checked(shown)) == "a"


def test_the_card_is_the_only_thing_in_its_message_and_the_notice_its_summary() -> None:
    made = checked(EVERYTHING)
    activity = activity_of(made, message_text(EVERYTHING))
    assert activity["summary"] == made["fallbackText"] == "Growth · week 6 of 13"
    assert "text" not in activity
    [attachment] = activity["attachments"]
    assert attachment == {"contentType": "application/vnd.microsoft.card.adaptive", "content": made}
