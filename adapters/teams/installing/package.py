"""The app package: manifest and icons in one zip, as it is uploaded to Teams. Checked before it is handed out.

Knows what lies where in the zip; must not know where it is written.
"""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from adapters.teams.installing.icons import COLOUR_SIZE, OUTLINE_SIZE, colour_icon, outline_icon, size_of
from adapters.teams.installing.manifest import COLOUR_FILE, OUTLINE_FILE, Json
from adapters.teams.installing.rules import Schema, faults_of

MANIFEST_FILE = "manifest.json"
LONG_AGO = (1980, 1, 1, 0, 0, 0)
"""Every file's time, so that the same manifest gives the same bytes."""


class Refused(ValueError):
    """Teams would not take it. faults: each with its path in the manifest."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("; ".join(faults))
        self.faults = faults


def package(manifest: Json, schema: Schema) -> bytes:
    """The zip. Raises Refused where it breaks a rule of Microsoft's."""
    icons = {COLOUR_FILE: colour_icon(), OUTLINE_FILE: outline_icon()}
    faults = [*faults_of(manifest, schema), *_icons(manifest, icons)]
    if faults:
        raise Refused(faults)
    shown = json.dumps(manifest, indent=2, ensure_ascii=False) + "\n"
    return _zipped({MANIFEST_FILE: shown.encode(), **icons})


def _icons(manifest: Json, files: dict[str, bytes]) -> list[str]:
    """What is wrong with the icons that the manifest names."""
    sizes = {"color": COLOUR_SIZE, "outline": OUTLINE_SIZE}
    named: Json = manifest.get("icons", {})
    found = [f"icons.{kind}: {file} is not in the package" for kind, file in named.items() if file not in files]
    wrong = {kind for kind, file in named.items() if file in files and size_of(files[file]) != (sizes[kind],) * 2}
    return found + [f"icons.{kind}: must be {sizes[kind]} x {sizes[kind]} pixels" for kind in sorted(wrong)]


def _zipped(files: dict[str, bytes]) -> bytes:
    """All at the root: Teams looks into no folder."""
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name, content in files.items():
            entry = ZipInfo(name, LONG_AGO)
            entry.compress_type, entry.create_system = ZIP_DEFLATED, 3
            archive.writestr(entry, content)
    return made.getvalue()
