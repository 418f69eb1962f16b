"""Ids are UUIDs as the standard library writes them."""

from uuid import UUID, uuid5

import pytest

from cadence.ids import id_for, new_id

OURS = UUID("6f1f6a52-4f1d-5a83-9c35-0d2b8f1f7a10")


@pytest.mark.parametrize("parts", [(), ("member", "slack:T1", "U1"), ("Zoë 日本 🚀",), *((str(n),) for n in range(64))])
def test_the_same_parts_make_the_same_id_as_ever(parts: tuple[str, ...]) -> None:
    assert id_for(*parts) == str(uuid5(OURS, "\x1f".join(parts)))


def test_half_a_character_is_part_of_an_id_too() -> None:
    assert id_for("a\ud83d") == id_for("a?")


def test_fresh_ids_are_of_version_7_and_sort_as_they_were_made() -> None:
    made = [new_id() for _ in range(1_000)]
    assert [str(UUID(each)) for each in made] == made == sorted(made)
    assert {(UUID(each).version, UUID(each).variant) for each in made} == {(7, UUID(made[0]).variant)}
    assert "RFC 4122" in UUID(made[0]).variant
