"""Run by Alembic for every migration, on the connection and in the transaction that `storage.migrate` opened."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.types import TypeDecorator

from storage.tables import metadata
from storage.types import Exact


def plain_types(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """How a column's type is written into a migration: by the database's types, which outlive our own."""
    if kind != "type" or not isinstance(item, TypeDecorator):
        return False
    if isinstance(item, Exact):
        return "sa.Numeric().with_variant(sa.Text(), 'sqlite')"
    return f"sa.{item.impl_instance!r}"


def run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        render_as_batch=True,
        render_item=plain_types,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run(context.config.attributes["connection"])
