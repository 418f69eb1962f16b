"""How a condition asks for rows by many keys: given ones, and what another part of the statement found. Knows both
dialects; no table."""

_AMONG = {True: ("IN (", ")"), False: ("= ANY (ARRAY(", "))")}


def written(condition: str, is_sqlite: bool) -> str:
    """The condition with `column [SELECT ...]` as the dialect has it.

    PostgreSQL looks in an index for each value of an array; a subquery it would rather join with all rows of a
    workspace, as long as these are fewer than some 100,000.
    """
    begin, end = _AMONG[is_sqlite]
    return condition.replace("[", begin).replace("]", end)


def in_given(name: str, is_sqlite: bool) -> str:
    """What follows a column of which the value is to be in the list that this parameter brings."""
    return f"IN (SELECT value FROM json_each(:{name}))" if is_sqlite else f"= ANY(:{name})"  # noqa: S608 - a name of ours
