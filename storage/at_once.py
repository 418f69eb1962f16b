"""SQLite: many statements as one. Each costs several calls of the driver's thread; one INSERT does so once.

Knows views, triggers and connections; must not know any table. The view `written` belongs to the connection (TEMP) and
holds nothing. A row of it names a statement that a trigger runs, and brings the statement's rows as JSON; rows are run
in their order. A trigger is made when its statement comes for the first time on a connection.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

_KNOWN = "drumbeat_triggers"
_NEW = "drumbeat_new_triggers"
_LOST = "a row was changed by somebody else meanwhile"

_VIEW = "CREATE TEMP VIEW IF NOT EXISTS written AS SELECT NULL AS workspace, NULL AS shape, NULL AS rows"
_LOSES = f"SELECT RAISE(ABORT, '{_LOST}') WHERE changes() <> 1;"


@dataclass(frozen=True)
class Shape:
    """A statement over `NEW.workspace` and `NEW.rows`. must_change: it is to change one row, no more and no less."""

    sql: str
    must_change: bool = False

    @property
    def name(self) -> str:
        return _name(self.sql)


@cache
def _name(sql: str) -> str:
    return f"written_{sha256(sql.encode()).hexdigest()[:16]}"


def to_be_made(info: dict[Any, Any], shapes: Iterable[Shape]) -> Sequence[str]:
    """What has to be run before `insert`: the triggers that this connection does not have yet. info: the
    connection's."""
    known: set[str] = info.get(_KNOWN, set()) | info.get(_NEW, set())
    new = {shape.name: shape for shape in shapes if shape.name not in known}
    if not new:
        return []
    info.setdefault(_NEW, set()).update(new)
    # Nothing may be lost in silence: what no trigger is there for is refused.
    rest = ", ".join(f"'{name}'" for name in sorted(known | new.keys()))
    return [
        _VIEW,
        *(_trigger(name, f"NEW.shape = '{name}'", _body(shape)) for name, shape in new.items()),
        "DROP TRIGGER IF EXISTS temp.written_by_none",
        _trigger("written_by_none", f"NEW.shape NOT IN ({rest})", "SELECT RAISE(ABORT, 'no trigger for this');"),
    ]


def is_lost(error: BaseException | None) -> bool:
    """Whether the driver says that a statement which must change a row found none."""
    return str(error) == _LOST


def note_end(info: dict[Any, Any], is_kept: bool) -> None:
    """After a transaction: what it made stays, or went with it. A commit that fails keeps nothing."""
    new: set[str] = info.pop(_NEW, set())
    if is_kept:
        info.setdefault(_KNOWN, set()).update(new)


def unmake(info: dict[Any, Any]) -> str:
    """What drops all of it from this connection: no table that a trigger names can be rebuilt. info: the
    connection's."""
    info.pop(_KNOWN, None)
    info.pop(_NEW, None)
    return "DROP VIEW IF EXISTS temp.written"


@cache
def insert(count: int) -> str:
    """Runs so many statements, in the order of their rows. Parameters: workspace, s0, r0, s1, r1 and so on."""
    return f"INSERT INTO written VALUES {', '.join(f'(:workspace, :s{n}, :r{n})' for n in range(count))}"  # noqa: S608 - numbers


def _body(shape: Shape) -> str:
    return f"{shape.sql}; {_LOSES}" if shape.must_change else f"{shape.sql};"


def _trigger(name: str, when: str, body: str) -> str:
    return f"CREATE TEMP TRIGGER IF NOT EXISTS {name} INSTEAD OF INSERT ON written WHEN {when} BEGIN {body} END"
