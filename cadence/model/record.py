"""What every kept record has. Knows nothing of any particular noun."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Record:
    """A row of one workspace. `id` is a UUID string; ids made by `new_id` sort in the order they were made."""

    id: str
    workspace_id: str
