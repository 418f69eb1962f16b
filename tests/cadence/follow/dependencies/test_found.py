"""That a blocker waits on another team is found by the team's name or one of its people, and said to who may know."""

from dataclasses import replace

import pytest

from cadence.follow.dependencies import named_exactly, named_in
from tests.cadence.answering import Answering
from tests.cadence.desk import Desk
from tests.cadence.follow.dependencies.waiting_on import wait
from tests.cadence.follow.two_teams import (
    PRODUCT,
    only,
    part,
)
from tests.fakes.growth import mid


@pytest.mark.parametrize(
    ("line", "is_found"),
    [
        ("blocker 1.3 waiting for product", True),
        ("blocker 1.3 waiting for PRODUCT to ship the new price list", True),
        ("blocker 1.3 we wait on the product team", True),
        ("blocker 1.3 blocked by #product", True),
        ("blocker 1.3 waiting for productivity to return", False),
        ("blocker 1.3 waiting for product-market fit", False),
        ("blocker 1.3 the product is late", False),
        ("blocker 1.3 waiting for growth", False),
        ("blocker 1.3 waiting for legal", False),
        ("blocker 1.3 no price list <@otto>", True),
        ("blocker 1.3 no price list <@pia>", True),
        ("blocker 1.3 no price list <@cy>", False),
        ("blocker 1.3 no price list <@mia>", False),
        ("blocker 1.3 no price list <@sue>", False),
    ],
)
async def test_the_other_team_is_found_by_its_name_or_by_one_of_its_people(
    desk: Desk, line: str, is_found: bool
) -> None:
    blocker = await wait(desk, line)
    assert blocker.waiting_on_team_id == (PRODUCT.id if is_found else None)


@pytest.mark.parametrize(
    ("typed", "is_found"), [("Product", True), ("#product", True), ("team product.", True), ("product legal", False)]
)
def test_what_is_typed_in_the_form_must_be_the_name_and_nothing_else(typed: str, is_found: bool) -> None:
    assert (named_exactly(typed, [PRODUCT]) == PRODUCT) == is_found


def test_of_two_teams_whose_names_begin_alike_the_longer_is_meant() -> None:
    design = replace(PRODUCT, id="design", slug="product-design", name="Product Design")
    assert named_in("waiting for product design's sketches", [PRODUCT, design]) == design


async def test_somebody_in_two_other_teams_says_of_neither_that_it_waits(desk: Desk) -> None:
    support = replace(
        PRODUCT, id=mid("support"), slug="support", name="Support", channel="C-support", lead_id=mid("mia")
    )
    await desk.keep("teams", support)
    await desk.keep("memberships", part(support, "pia"))
    assert (await wait(desk, "blocker 1.3 no list <@pia>")).waiting_on_team_id is None


async def test_somebody_of_the_own_team_is_no_other_team(desk: Desk) -> None:
    await desk.keep("memberships", part(PRODUCT, "cy"))
    assert (await wait(desk, "blocker 1.3 no list <@cy>")).waiting_on_team_id is None


async def test_the_form_finds_it_too_and_says_that_it_may(week: Answering) -> None:
    form = await week.form("ben")
    hints = [getattr(item, "hint", "") for item in form.parts]
    assert "Another team sees it too if you write its name: Product." in hints
    await week.reply("ben", {"blocker:1:text": "no price list", "blocker:1:waiting": "product"})
    assert only(week).waiting_on_team_id == PRODUCT.id


async def test_a_private_team_is_found_only_by_who_may_know_of_it(desk: Desk) -> None:
    await desk.keep("teams", replace(PRODUCT, channel_is_private=True))
    assert (await wait(desk, "blocker 1.3 waiting for product <@otto>")).waiting_on_team_id is None
    await desk.keep("memberships", part(PRODUCT, "cy"))
    await desk.type("cy", "blocker 1.3 waiting for product")
    assert PRODUCT.id in [row.waiting_on_team_id for row in desk.rows("blockers")]
