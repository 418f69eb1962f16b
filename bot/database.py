"""Whether the database is there and has this version's tables, in words for the operator."""

from cadence.errors import ConfigurationError, StoreAway
from storage import is_up_to_date, upgrade


async def problem_of(database_url: str) -> str | None:
    """What keeps us from using this database and how to mend it, or None. Raises ConfigurationError for a bad URL."""
    try:
        is_current = await _is_current(database_url)
    except _Unreachable as error:
        return str(error)
    return None if is_current else "its tables are not up to date. Run `drumbeat db upgrade`."


async def require_ready(database_url: str) -> None:
    """Raises ConfigurationError where the database cannot be used as it is."""
    if problem := await problem_of(database_url):
        raise ConfigurationError(f"Database: {problem}")


async def bring_up_to_date(database_url: str) -> None:
    """Make its tables those of this version. Raises ConfigurationError where it is not reached."""
    try:
        is_current = await _is_current(database_url)
    except _Unreachable as error:
        raise ConfigurationError(f"Database: {error}") from error
    if not is_current:
        await upgrade(database_url)


class _Unreachable(Exception):
    """The driver said no."""


async def _is_current(database_url: str) -> bool:
    try:
        return await is_up_to_date(database_url)
    except ConfigurationError:
        raise
    except StoreAway as away:
        raise _Unreachable(f"{away.reason}. Check DATABASE_URL and that it runs.") from away
    except Exception as error:
        raise _Unreachable(
            f"cannot be reached ({type(error).__name__}). Check DATABASE_URL and that it runs."
        ) from error
