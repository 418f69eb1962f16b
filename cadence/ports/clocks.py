"""The machine's clock, as it is passed in."""

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""The real time, aware, in UTC."""
