"""Keeps everything, on SQLite or PostgreSQL. Knows tables and transactions; must not know any rule of the domain."""

from storage.migrate import is_up_to_date, upgrade
from storage.store import SqlStore, open_store

__all__ = ["SqlStore", "is_up_to_date", "open_store", "upgrade"]
