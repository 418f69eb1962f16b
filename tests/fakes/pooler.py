"""A pooler before PostgreSQL, as far as a client can tell: it passes everything on, and tells its own process id."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import cast

from sqlalchemy import make_url

BACKEND_KEY = b"K\x00\x00\x00\x0c"
"""How the message begins in which a server tells its process id (four bytes) and a secret."""
ITS_OWN = (4_000_000).to_bytes(4, "big")


@asynccontextmanager
async def pooler(url: str) -> AsyncIterator[str]:
    """url: of a PostgreSQL that listens on a socket in a folder. The same database through the pooler, on loopback."""
    known = make_url(url)
    path = _socket_in(Path(str(known.query["host"])))
    serving = set[asyncio.Task[object]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving.add(cast("asyncio.Task[object]", asyncio.current_task()))
        from_server, to_server = await asyncio.open_unix_connection(path)
        await asyncio.gather(_pass_on(reader, to_server), _pass_on(from_server, writer, is_pooled=True))

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield known.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
    finally:
        server.close()
        await asyncio.gather(*serving)


def _socket_in(folder: Path) -> Path:
    return next(each for each in folder.iterdir() if each.name.startswith(".s.PGSQL.") and each.is_socket())


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_pooled: bool = False) -> None:
    with suppress(ConnectionError):
        while data := await reader.read(65_536):
            before, key, after = data.partition(BACKEND_KEY) if is_pooled else (data, b"", b"")
            writer.write(before + key + (ITS_OWN + after[4:] if key else b""))
            await writer.drain()
    writer.close()
    with suppress(ConnectionError):
        await writer.wait_closed()
