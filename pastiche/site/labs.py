"""The laboratories of the posts: what they begin with, and the pictures of them that a build draws.

The pictures come from the laboratories' own code under Node (assets/stylizer/gatys/gatys-node.js)
and are kept by the digest of everything that they show.
"""

from __future__ import annotations

import base64
import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.errors import BuildError
from pastiche.progress import step
from pastiche.site import cache, comparisons
from pastiche.site.attention_drawing import lit, sized
from pastiche.site.comparisons import Comparison
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures
from pastiche.site.stylized import raw, run

if TYPE_CHECKING:
    from PIL.Image import Image

NETWORK = "perceptual"
PROGRAM = "gatys.cjs"
GRAM_SIZE = 128  # pixels, the longer side of what a Gram matrix is drawn of
STYLE_SIZE = 512  # pixels, the longer side of a style as the program is given it
MATRIX = 640  # pixels, a side of a drawn Gram matrix
SOURCES = Path("assets/stylizer")
FOLDER = SOURCES / "gatys"
SCRIPTS = (
    "channels.js",
    "descent.js",
    "gatys-node.js",
    "lbfgs.js",
    "line-search.js",
    "losses.js",
    "objective.js",
    "perceptual.js",
    "settings.js",
    "start.js",
    "total-variation.js",
)
"""Scripts that decide what such a picture shows, besides the network."""


@dataclass(frozen=True)
class Optimisation:
    """A picture made by optimisation: `size` is its longer side in pixels."""

    style: Path
    content: Path | None
    size: int
    evaluations: int
    noise: bool


@dataclass(frozen=True)
class Matrix:
    """The Gram matrix of a layer for a picture, and the maps of its loudest pair of channels."""

    style: Path
    layer: str
    size: int = GRAM_SIZE


Job = Optimisation | Matrix | Comparison


@dataclass(frozen=True)
class Drawn:
    """The drawn pictures of a job, and what is known of them."""

    pictures: tuple[Path, ...]
    facts: Mapping[str, Any]


class LabPictures:
    """Draws the pictures of jobs, and keeps them as folders of PNG files."""

    def __init__(self, root: Path, pictures: Pictures) -> None:
        self._root = root
        self._pictures = pictures
        self._wanted: dict[Path, tuple[Path, Job]] = {}

    def add(self, package: Path, job: Job) -> Path:
        """Where the pictures of `job` will be once `compute` has run, with this network."""
        sources = [self._root / FOLDER / name for name in SCRIPTS]
        shown = [one for one in (job.style, getattr(job, "content", None)) if one]
        numbers = (int, str)
        settings = {key: value for key, value in asdict(job).items() if isinstance(value, numbers)}
        more = job.sources(self._root / SOURCES) if isinstance(job, Comparison) else ()
        digest = cache.digest(
            *(source.read_bytes() for source in (*sources, Path(__file__))),
            (package / "card.json").read_bytes(),
            *(self._pictures.digest(picture) for picture in shown),
            repr(settings),
            *more,
            length=20,
        )
        name = "-and-".join(picture.stem for picture in shown)
        path = cache.folder(self._root) / "labs" / f"{name}-{digest}"
        self._wanted[path] = (package, job)
        return path

    def drawn(self, package: Path, job: Job) -> Drawn:
        """The pictures of a job that `compute` has seen."""
        path = self.add(package, job)
        facts: dict[str, Any] = json.loads((path / "facts.json").read_text("utf-8"))
        return Drawn(tuple(sorted(path.glob("*.png"))), facts)

    def compute(self) -> None:
        """Draws what is not there yet, in one run of Node for each network."""
        missing = {path: one for path, one in self._wanted.items() if not path.is_dir()}
        for package in dict.fromkeys(package for package, _ in missing.values()):
            jobs = {path: job for path, (own, job) in missing.items() if own == package}
            with (
                step(f"Drawing {len(jobs)} laboratories"),
                tempfile.TemporaryDirectory() as folder,
            ):
                self._run(package, jobs, Path(folder))

    def _run(self, package: Path, jobs: Mapping[Path, Job], folder: Path) -> None:
        requests = [request(job, folder, i) for i, job in enumerate(jobs.values())]
        for job, one in zip(jobs.values(), requests, strict=True):
            if isinstance(job, Comparison):
                comparisons.paint(self._root, job, one)
        run(self._root, package, requests, program=PROGRAM)
        for (path, job), one in zip(jobs.items(), requests, strict=True):
            _keep(path, *_drawn(job, one))


def request(job: Job, folder: Path, index: int) -> dict[str, Any]:
    """The job as gatys-node.js reads it, its pictures written as raw RGB bytes."""
    if isinstance(job, Comparison):
        return comparisons.request(job, STYLE_SIZE, folder, index)
    one: dict[str, Any] = asdict(job) | {"result": str(folder / f"{index}-result")}
    for side in ("style", "content"):
        if path := one.get(side):
            picture = read_upright(path).convert("RGB")
            picture.thumbnail((STYLE_SIZE, STYLE_SIZE))
            one[side] = raw(picture, folder / f"{index}-{side}.rgb")
    return one


def _drawn(job: Job, one: Mapping[str, Any]) -> tuple[list[Image], dict[str, Any]]:
    result = Path(one["result"])
    if isinstance(job, Comparison):
        return comparisons.drawn(one)
    return _matrix(result, job) if isinstance(job, Matrix) else _optimised(result)


def _optimised(result: Path) -> tuple[list[Image], dict[str, Any]]:
    from PIL import Image

    facts: dict[str, Any] = json.loads(Path(f"{result}.json").read_text("utf-8"))
    size = (facts["width"], facts["height"])
    return [Image.frombytes("RGB", size, result.read_bytes())], {"losses": facts["losses"]}


def _matrix(result: Path, job: Matrix) -> tuple[list[Image], dict[str, Any]]:
    """The matrix, and the maps of its loudest pair of channels and of both together."""
    from PIL import Image

    answer = json.loads(result.read_text("utf-8"))
    side = answer["channels"]
    small = Image.frombytes("RGBA", (side, side), base64.b64decode(answer["matrix"]))
    large = small.convert("RGB").resize((MATRIX, MATRIX), Image.Resampling.NEAREST)
    picture = sized(read_upright(job.style).convert("RGB"))
    maps = [lit(picture, look, "") for look in answer["maps"]]
    return [large, *maps], {"channels": side, "pair": answer["pair"]}


def _keep(path: Path, pictures: Iterable[Image], facts: Mapping[str, Any]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as aside:
        fresh = Path(aside) / "fresh"
        fresh.mkdir()
        for i, picture in enumerate(pictures):
            picture.save(fresh / f"{path.name}-{i:02}.png")
        (fresh / "facts.json").write_text(json.dumps(facts), "utf-8")
        shutil.rmtree(path, ignore_errors=True)
        fresh.replace(path)


def no_network() -> BuildError:
    """What is said of a laboratory in a project without the perceptual network."""
    hint = f"python3 build.py model export {NETWORK}, or take the laboratory out"
    return BuildError(None, None, f"there is no network “{NETWORK}” for this laboratory", hint)
