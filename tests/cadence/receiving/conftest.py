"""Fixtures for receiving."""

import pytest

from tests.cadence.receiving.desk import Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()
