"""Structured logs. Knows how lines look and what never may stand in one: secrets and what people typed."""

import logging
import sys
from collections.abc import Iterator
from typing import Any

import structlog
from aiohttp.http_exceptions import HttpProcessingError

from cadence.beside import where_of

NEVER = frozenset({"text", "card", "value", "values", "token", "secret", "password", "authorization", "note"})
NOISY = "apscheduler"
"""Warns whenever a pass is still under way when the next is due, which is how it should be."""

SERVER = "aiohttp.server"


def set_up_logging(level: str, style: str) -> None:
    """Send our own lines and the libraries' warnings to standard error, as JSON lines or for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _leave_out,
        structlog.processors.ExceptionRenderer(_what_failed),
    ]
    shows: Any = structlog.processors.JSONRenderer()
    if style == "console":
        shows = structlog.dev.ConsoleRenderer(
            colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
    structlog.configure(
        processors=[*shared, shows],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, shows], foreign_pre_chain=shared
        )
    )
    logging.basicConfig(
        level=max(logging.getLevelNamesMapping()[level], logging.WARNING), handlers=[handler], force=True
    )
    logging.getLogger(NOISY).setLevel(logging.ERROR)
    logging.getLogger(SERVER).addFilter(_is_ours)


def _leave_out(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {name: ("(left out)" if name in NEVER else value) for name, value in event.items()}


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether somebody can do something about it: not what anybody on the network sends that is no HTTP, and is told so
    with 400."""
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)


def _what_failed(exc_info: structlog.typing.ExcInfo) -> str:
    """Where it failed and which kinds of errors those were; not their words, which may quote what somebody typed."""
    return "\n".join(_links(exc_info[1]))


def _links(error: BaseException | None) -> Iterator[str]:
    if error is None:
        return
    yield from _links(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    yield where_of(error) + type(error).__name__ + _code_of(error)


def _code_of(error: BaseException) -> str:
    """The driver's or the system's own name of the error, where it has one."""
    codes = (getattr(error, name, None) for name in ("sqlite_errorname", "sqlstate", "errno"))
    return next((f" ({code})" for code in codes if code), "")
