"""What builds and checks Drumbeat elsewhere: an audit that could not run says so, the container has all packages."""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tomllib
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from tests.journeys.process import Machine

ROOT = Path(__file__).parents[2]
GOOD: dict[str, object] = {"name": "aiohttp", "version": "3.14", "vulns": []}
BAD: dict[str, object] = {"name": "jinja2", "version": "1", "vulns": [{"id": "CVE-1", "fix_versions": ["2"]}]}
SKIPPED: dict[str, object] = {"name": "yarl", "skip_reason": "Dependency not found on PyPI"}


def audit(folder: Path, rows: list[dict[str, object]] | None) -> tuple[int, str]:
    """How `.ci/audit` ends with a pip-audit that reports these; None: with one that reports nothing."""
    fake = folder / "pip-audit"
    (folder / "answer.json").write_text(json.dumps({"dependencies": rows}), encoding="utf-8")
    copy = '[ "$1" = --output ] && cp answer.json "$2"' if rows is not None else "true"
    script = f"#!/bin/sh\ncd {folder}\nwhile [ $# -gt 0 ]; do {copy}; shift; done\nexit 0\n"
    fake.write_text(script, encoding="utf-8")
    fake.chmod(0o755)
    done = subprocess.run(
        [ROOT / ".ci/audit"], env={**os.environ, "AUDIT": str(fake)}, capture_output=True, text=True, timeout=60
    )
    return done.returncode, done.stdout + done.stderr


def test_an_audit_that_looked_at_everything_is_quiet(tmp_path: Path) -> None:
    code, said = audit(tmp_path, [GOOD])
    assert (code, "NOT AUDITED" in said) == (0, False)


@pytest.mark.parametrize("rows", [[SKIPPED, SKIPPED], [GOOD, SKIPPED], [], None])
def test_an_audit_that_did_not_look_says_so_in_one_line_and_fails_nothing(
    tmp_path: Path, rows: list[dict[str, object]] | None
) -> None:
    code, said = audit(tmp_path, rows)
    assert (code, said.count("\n"), said[:15]) == (0, 1, "!!! NOT AUDITED")


def test_a_known_weakness_fails_also_where_others_were_skipped(tmp_path: Path) -> None:
    code, said = audit(tmp_path, [GOOD, BAD, SKIPPED])
    assert code == 1
    assert "jinja2 1: CVE-1 (mended in 2)" in said


def test_the_container_has_every_package_from_the_lock_and_no_rights() -> None:
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    shown = (ROOT / ".containerignore").read_text(encoding="utf-8").splitlines()
    packages = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]["packages"]
    for name in (pattern.removesuffix("*") for pattern in packages["find"]["include"]):
        assert f"COPY {name} {name}" in lines
        assert f"!{name}" in shown
    installs = [line for line in lines if "pip install" in line]
    assert all("--require-hashes" in line or "--no-deps" in line for line in installs)
    assert lines.index("USER drumbeat") < lines.index('CMD ["drumbeat", "run"]')


async def test_the_containers_own_check_finds_a_worker_healthy_and_another_port_not(
    sqlite_url: str, tmp_path: Path
) -> None:
    """The program as it stands in the file."""
    check = (ROOT / "Containerfile").read_text(encoding="utf-8").split("HEALTHCHECK --")[1].split("CMD ")[1]
    program = json.loads(check.replace("\\\n", ""))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])

    async def code() -> int:
        environment = {"PATH": os.environ["PATH"], "METRICS_PORT": port, "http_proxy": "http://127.0.0.1:9"}
        command = (sys.executable, *program[1:])
        return await (await asyncio.create_subprocess_exec(*command, env=environment, stderr=PIPE)).wait()

    async with Machine(tmp_path, {"DATABASE_URL": sqlite_url, "METRICS_PORT": port}) as machine:
        assert await code() == 1
        await machine.start("worker")
        assert await code() == 0
