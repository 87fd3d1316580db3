"""Where the shipped model looks, drawn while the site is built: figures that need no script.

The weights, the maps and the words come from the stylizer under Node, which is the page's own code
(assets/stylizer/node-look.js); the pictures are kept by the digest of everything that they show.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pastiche.progress import step
from pastiche.site import cache
from pastiche.site.attention_drawing import lit, marked, sized
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures
from pastiche.site.stylized import Job, digest_of, request, run

SCRIPTS = (
    "attention-map.js",
    "gaze.js",
    "heat-colours.js",
    "messages.en.js",
    "node-look.js",
    "plan.js",
    "token-grid.js",
)
"""Scripts that decide what such a figure shows, besides the model."""
MODULES = ("attention.py", "attention_drawing.py")


@dataclass(frozen=True)
class Question:
    """Where `points`, shares of the content's width and height, look in a style of that title."""

    job: Job
    points: tuple[tuple[float, float], ...]
    title: str


@dataclass(frozen=True)
class Shown:
    """The content with the places marked, and a picture of the style and a sentence for each."""

    content: Path
    panels: tuple[tuple[Path, str], ...]


class AttentionFigures:
    """Computes and draws figures, and keeps them as folders of PNG files."""

    def __init__(self, root: Path, pictures: Pictures) -> None:
        self._root = root
        self._pictures = pictures
        self._wanted: dict[Path, Question] = {}

    def add(self, question: Question) -> Path:
        """Where the figure of `question` will be once `compute` has run."""
        job = question.job
        sources = [Path(__file__).with_name(name) for name in MODULES]
        sources += [self._root / "assets/stylizer" / name for name in SCRIPTS]
        settings = f"{question.points} {question.title} {job.size}"
        digest = digest_of(job, self._pictures, sources, settings)
        name = f"{job.content.stem}-looks-at-{job.style.stem}-{digest}"
        path = cache.folder(self._root) / "attention" / name
        self._wanted[path] = question
        return path

    def shown(self, question: Question) -> Shown:
        """The figure of a question that `compute` has seen."""
        path = self.add(question)
        said: list[str] = json.loads((path / "said.json").read_text("utf-8"))
        panels = tuple((path / f"{path.name}-{i}.png", text) for i, text in enumerate(said, 1))
        return Shown(path / f"{path.name}-0.png", panels)

    def compute(self) -> None:
        """Computes what is not there yet, one run of Node for each model."""
        missing = {path: one for path, one in self._wanted.items() if not path.is_dir()}
        for package in dict.fromkeys(one.job.package for one in missing.values()):
            figures = {path: one for path, one in missing.items() if one.job.package == package}
            with (
                step(f"Drawing where {package.name} looks in {len(figures)} figures"),
                tempfile.TemporaryDirectory() as folder,
            ):
                self._run(package, figures, Path(folder))

    def _run(self, package: Path, figures: dict[Path, Question], folder: Path) -> None:
        requests = [
            request(one.job, folder, index) | {"points": one.points, "title": one.title}
            for index, one in enumerate(figures.values())
        ]
        run(self._root, package, requests)
        for (path, question), one in zip(figures.items(), requests, strict=True):
            looks = json.loads(Path(one["result"]).read_text("utf-8"))
            _draw(path, question, looks)


def _draw(path: Path, question: Question, looks: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    numbered = len(looks) > 1
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".") as aside:
        fresh = Path(aside) / "fresh"
        fresh.mkdir()
        content = sized(read_upright(question.job.content).convert("RGB"))
        marked(content, question.points, numbered=numbered).save(fresh / f"{path.name}-0.png")
        style = sized(read_upright(question.job.style).convert("RGB"))
        for number, look in enumerate(looks, 1):
            panel = lit(style, look, str(number) if numbered else "")
            panel.save(fresh / f"{path.name}-{number}.png")
        numbers = [f"Place {i}. " if numbered else "" for i in range(1, len(looks) + 1)]
        said = [number + look["said"] for number, look in zip(numbers, looks, strict=True)]
        (fresh / "said.json").write_text(json.dumps(said, ensure_ascii=False), "utf-8")
        shutil.rmtree(path, ignore_errors=True)
        fresh.replace(path)
