"""When the database goes away the log has a line, and another when it is back; in between there is a reason."""

import logging

import pytest

from storage.outage import FULL, LASTS, TELL_EVERY, Access, Outage

LOST = "it cannot be reached (OperationalError)"


class Seconds:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def outage(seconds: Seconds, caplog: pytest.LogCaptureFixture) -> Outage:
    caplog.set_level(logging.WARNING)
    return Outage(seconds)


def test_one_line_when_it_begins_and_one_when_it_ends(
    outage: Outage, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(50):
        seconds.now += 1
        outage.failed(Access.WRITE, LOST)
        outage.failed(Access.READ, LOST)
        assert outage.reason == LOST
    outage.worked(Access.WRITE)
    assert outage.reason is None
    assert [record.getMessage() for record in caplog.records] == [
        f"The database is away: {LOST}. It is tried again by itself.",
        "The database is back, after 49 s",
    ]


def test_it_is_told_again_once_a_minute_while_it_lasts(
    outage: Outage, seconds: Seconds, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3 * int(TELL_EVERY)):
        outage.failed(Access.WRITE, LOST)
        seconds.now += 1
    assert len(caplog.records) == 3


def test_that_one_can_read_says_nothing_of_writing(outage: Outage) -> None:
    outage.failed(Access.WRITE, FULL)
    outage.worked(Access.READ)
    assert outage.reason == FULL


def test_a_full_disk_is_believed_to_have_room_after_a_while_without_failures(outage: Outage, seconds: Seconds) -> None:
    outage.failed(Access.WRITE, FULL)
    outage.worked(Access.WRITE)  # what is small may fit
    assert outage.reason == FULL
    seconds.now += LASTS
    outage.worked(Access.WRITE)
    assert outage.reason is None


def test_what_comes_and_goes_floods_no_log(outage: Outage, seconds: Seconds, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(int(TELL_EVERY) - 1):
        outage.failed(Access.WRITE, LOST)
        outage.worked(Access.WRITE)
        seconds.now += 1
    assert len(caplog.records) == 2
