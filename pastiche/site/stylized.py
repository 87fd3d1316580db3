"""Pictures the shipped model computes while the site is built, so that none shows an older model.

All that are new are computed in one run of the stylizer under Node, with the worker's own code on
the wasm backend, and kept by the digest of the model, both pictures and the settings.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.errors import BuildError
from pastiche.progress import step
from pastiche.site import cache
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures
from pastiche.site.tools import node

if TYPE_CHECKING:
    from PIL.Image import Image

SIZES = ("node.js", "plain-job.js", "plan.js")
"""Scripts that decide at which sizes the network sees a job's pictures."""


@dataclass(frozen=True)
class Job:
    """A picture to compute: `package` is a model's folder; `size` the longer side, in pixels.

    `strength`, `keep_detail` and `attention` are in [0, 1]; without attention it is AdaIN.
    """

    package: Path
    content: Path
    style: Path
    strength: float = 1.0
    keep_detail: float = 1.0
    size: int = 512
    attention: float = 1.0


class StylizedPictures:
    """Computes jobs and keeps their results as PNG files."""

    def __init__(self, root: Path, pictures: Pictures) -> None:
        self._root = root
        self._pictures = pictures
        self._wanted: dict[Path, Job] = {}

    def add(self, job: Job) -> Path:
        """Where the result of `job` will be once `compute` has run."""
        sources = [self._root / "assets/stylizer" / name for name in SIZES]
        settings = f"{job.strength} {job.keep_detail} {job.size} {job.attention}"
        digest = digest_of(job, self._pictures, sources, settings)
        name = f"{job.content.stem}-as-{job.style.stem}-{digest}.png"
        path = cache.folder(self._root) / "stylized" / name
        self._wanted[path] = job
        return path

    def compute(self) -> None:
        """Computes what is not there yet, one run of Node for each model."""
        missing = {path: job for path, job in self._wanted.items() if not path.is_file()}
        for package in dict.fromkeys(job.package for job in missing.values()):
            jobs = {path: job for path, job in missing.items() if job.package == package}
            with (
                step(f"Stylizing {len(jobs)} pictures for the pages"),
                tempfile.TemporaryDirectory() as folder,
            ):
                self._run(package, jobs, Path(folder))

    def _run(self, package: Path, jobs: dict[Path, Job], folder: Path) -> None:
        from PIL import Image

        requests = [request(job, folder, index) for index, job in enumerate(jobs.values())]
        run(self._root, package, requests)
        for path, one in zip(jobs, requests, strict=True):
            size = (one["content"]["width"], one["content"]["height"])
            picture = Image.frombytes("RGB", size, Path(one["result"]).read_bytes())
            path.parent.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(".part")
            picture.save(part, format="PNG")
            part.replace(path)


def digest_of(job: Job, pictures: Pictures, sources: Iterable[Path], settings: str) -> str:
    """What a result of `job` is kept under: all that decides it, and the code in `sources`."""
    return cache.digest(
        *(source.read_bytes() for source in sources),
        (job.package / "card.json").read_bytes(),
        pictures.digest(job.content),
        pictures.digest(job.style),
        settings,
        length=20,
    )


def run(
    root: Path, package: Path, requests: list[dict[str, Any]], program: str = "stylize.cjs"
) -> None:
    """Has a program under Node answer `requests`, each in its own file; raises `BuildError`."""
    from pastiche.site.bundle import command_line

    answer = subprocess.run(
        [node(), str(command_line(root, program)), str(package)],
        input=json.dumps(requests).encode(),
        capture_output=True,
        check=False,
    )
    if answer.returncode:
        said = answer.stderr.decode(errors="replace").strip().splitlines() or ["no word"]
        hint = f"python3 build.py model verify {package.name}"
        raise BuildError(package, None, f"the model could not stylize: {said[-1]}", hint)


def request(job: Job, folder: Path, index: int) -> dict[str, Any]:
    """The job as assets/stylizer/node.js reads it, its pictures written as raw RGB bytes."""
    content = fitted(read_upright(job.content).convert("RGB"), job.size)
    style = read_upright(job.style).convert("RGB")  # as large as it is: the script makes it fit
    sides = {}
    for side, picture in (("content", content), ("style", style)):
        sides[side] = raw(picture, folder / f"{index}-{side}.rgb")
    result = str(folder / f"{index}-result.rgb")
    settings = {"strength": job.strength, "keepDetail": job.keep_detail}
    return sides | {"result": result, "attention": job.attention} | settings


def raw(picture: Image, path: Path) -> dict[str, Any]:
    """A picture in RGB as the programs read it: its bytes written to `path`, and its size."""
    path.write_bytes(picture.tobytes())
    return {"file": str(path), "width": picture.width, "height": picture.height}


def fitted(picture: Image, longest: int) -> Image:
    """A picture reduced so that its longer side is at most `longest` pixels."""
    scale = min(1.0, longest / max(picture.size))
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height))
