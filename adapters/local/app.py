"""The routes of the local workspace. Start here: which path is answered by which function."""

from aiohttp import web

from adapters.local.deps import LocalDeps

__all__ = ["LocalDeps", "add_local", "build_local"]


def build_local(deps: LocalDeps) -> web.Application:
    """An application that serves the local workspace and nothing else."""
    app = web.Application()
    add_local(app, deps)
    return app


def add_local(app: web.Application, deps: LocalDeps) -> None:
    """Add the local workspace at `/` to an application; each of its routes stands behind the fence."""
