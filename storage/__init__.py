"""Keeps everything, on SQLite or PostgreSQL. Knows tables and transactions; must not know any rule of the domain."""

from storage.migrate import upgrade
from storage.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store", "upgrade"]
