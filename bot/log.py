"""Structured logs. Knows how lines look and what never may stand in one: secrets and what people typed."""

import logging
import sys
from typing import Any

import structlog

NEVER = frozenset({"text", "card", "value", "values", "token", "secret", "password", "authorization", "note"})


def set_up_logging(level: str, style: str) -> None:
    """Send our own lines and the libraries' warnings to standard error, as JSON lines or for a terminal."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _leave_out,
    ]
    shows = structlog.processors.JSONRenderer() if style == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, shows],
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


def _leave_out(_logger: Any, _method: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    return {name: ("(left out)" if name in NEVER else value) for name, value in event.items()}
