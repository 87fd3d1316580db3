"""The files of other people's networks, as models.toml pins them."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from pastiche.errors import BuildError
from pastiche.models.places import ROOT
from pastiche.pinned import Pinned, Unavailable, download, held

CACHE = ROOT / ".cache" / "rivals"
PINS = ROOT / "models.toml"
MIRROR = "../shared/mirror"
"""Asked when PASTICHE_MIRROR is not set; relative to the repository, as that is."""
SECONDS = 30.0  # until one file must be there
TRIES = 2


def fetched(name: str, pins: Path = PINS, cache: Path = CACHE) -> dict[str, Path]:
    """The files of the table [name] in models.toml, by the names they have there.

    Asks .cache/rivals/, then the mirror, then the network. Raises Unavailable when one cannot be
    had, BuildError when `pins` does not list them.
    """
    mirror = ROOT / os.environ.get("PASTICHE_MIRROR", MIRROR)
    places = {}
    for file, pinned in listed(name, pins).items():
        places[file] = cache / name / file
        if not held(pinned, places[file], mirror):
            try:
                download(pinned, places[file], seconds=SECONDS, tries=TRIES)
            except Unavailable as error:
                raise Unavailable(f"{file}: {error}", again=error.again) from None
    return places


def listed(name: str, pins: Path = PINS) -> dict[str, Pinned]:
    """What `pins` says of these files; raises BuildError when it says nothing, or too little."""
    try:
        files = tomllib.loads(pins.read_text("utf-8"))[name]["files"]
        return {Path(e["file"]).name: Pinned(e["url"], e["sha256"]) for e in files}
    except (OSError, ValueError, KeyError, TypeError) as e:
        message = f"[{name}] pins no files: {type(e).__name__} {e}"
        raise BuildError(pins, None, message, "restore it from Git") from None
