"""Pictures by networks for one style with fewer bits for a weight, painted while the site is built.

They come from the laboratory's own code under Node (assets/stylizer/sizes/sizes-node.js) and are
kept by the digest of everything that decides them.
"""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pastiche.progress import step
from pastiche.site import cache
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures
from pastiche.site.stylized import raw, run

PROGRAM = "sizes.cjs"
CONTENT_SIZE = 512  # pixels, the longer side of a content as the program is given it
SCRIPTS = ("coarse.js", "painter.js", "sizes-node.js")
"""Scripts that decide what a picture shows, besides the network."""


@dataclass(frozen=True)
class Painting:
    """A picture by the network in `package`: `size` is its longer side in pixels, `bits` how many
    each weight has."""

    package: Path
    content: Path
    size: int
    bits: int


class Paintings:
    """Paints pictures, and keeps them as PNG files, each with what is known of it as JSON."""

    def __init__(self, root: Path, pictures: Pictures) -> None:
        self._root = root
        self._pictures = pictures
        self._wanted: dict[Path, Painting] = {}

    def add(self, one: Painting) -> Path:
        """Where the picture will be once `compute` has run."""
        folder = self._root / "assets/stylizer/sizes"
        digest = cache.digest(
            *((folder / name).read_bytes() for name in SCRIPTS),
            (one.package / "card.json").read_bytes(),
            self._pictures.digest(one.content),
            f"{one.size} {one.bits}",
            length=20,
        )
        name = f"{one.content.stem}-by-{one.package.name}-{digest}.png"
        path = cache.folder(self._root) / "paintings" / name
        self._wanted[path] = one
        return path

    def painted(self, one: Painting) -> tuple[Path, int]:
        """A picture that `compute` has seen, and the bytes of its network's weights."""
        path = self.add(one)
        return path, int(json.loads(path.with_suffix(".json").read_text("utf-8"))["bytes"])

    def compute(self) -> None:
        """Paints what is not there yet, in one run of Node for each network."""
        missing = {path: one for path, one in self._wanted.items() if not path.is_file()}
        for package in dict.fromkeys(one.package for one in missing.values()):
            jobs = {path: one for path, one in missing.items() if one.package == package}
            said = f"Painting {len(jobs)} pictures with {package.name}"
            with step(said), tempfile.TemporaryDirectory() as folder:
                self._run(package, jobs, Path(folder))

    def _run(self, package: Path, jobs: dict[Path, Painting], folder: Path) -> None:
        from PIL import Image

        requests = []
        for number, one in enumerate(jobs.values()):
            content = read_upright(one.content).convert("RGB")
            content.thumbnail((CONTENT_SIZE, CONTENT_SIZE))
            requests.append(
                {
                    "content": raw(content, folder / f"{number}.rgb"),
                    "size": one.size,
                    "bits": one.bits,
                    "result": str(folder / f"{number}-result"),
                }
            )
        run(self._root, package, requests, program=PROGRAM)
        for path, request in zip(jobs, requests, strict=True):
            result = Path(str(request["result"]))
            facts = json.loads(Path(f"{result}.json").read_text("utf-8"))
            size = (facts["width"], facts["height"])
            picture = Image.frombytes("RGB", size, result.read_bytes())
            path.parent.mkdir(parents=True, exist_ok=True)
            path.with_suffix(".json").write_text(json.dumps(facts), "utf-8")
            part = path.with_suffix(".part")
            picture.save(part, format="PNG")
            part.replace(path)
