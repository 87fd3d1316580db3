"""Maps of styles in posts: what the element begins with, and the picture that a build paints of it.

The network is Magenta's (Ghiasi et al. 2017, arXiv 1705.06830) where whoever builds the site has
fetched it, and else the usual one, of whose styles the map takes what AdaIN would. The picture
comes from the element's own code under Node (assets/stylizer/map/map-node.js) and is kept by the
digest of all that it shows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.errors import BuildError
from pastiche.progress import step
from pastiche.site import cache
from pastiche.site.lab_elements import listed
from pastiche.site.packages import USUAL, ModelPackage
from pastiche.site.picture_files import read_upright
from pastiche.site.pictures import Pictures
from pastiche.site.shortcodes import StyleMap
from pastiche.site.stylized import fitted, raw, run

if TYPE_CHECKING:
    from pastiche.site.stylizers import Stylizers, TrayPicture

PREFERRED = "ghiasi"
"""The network that knows a style as a vector; it is fetched and does not ship."""
PROGRAM = "map.cjs"
ROWS = 4  # of pictures, and as many columns
PICTURE = 160  # pixels, the longer side of each
STYLE = 512  # pixels, the longer side of a style as the program is given it
GAP = 4  # pixels between pictures
SCRIPTS = (
    "hull.js",
    "map-node.js",
    "principal.js",
    "sizes.js",
    "style-space.js",
    "vector-painter.js",
)
"""Scripts that decide what the picture shows, besides the network."""


@dataclass(frozen=True)
class _Chosen:
    package: ModelPackage
    contents: tuple[TrayPicture, ...]
    content: TrayPicture


class StyleMaps:
    """The maps of a build."""

    def __init__(self, root: Path, pictures: Pictures, stylizers: Stylizers) -> None:
        self._root = root
        self._pictures = pictures
        self._stylizers = stylizers
        self._wanted: dict[Path, tuple[ModelPackage, Path]] = {}

    def foresee(self, content: str | Path) -> None:
        """Notes the picture that `arguments` will need, to be painted with the others."""
        self._add(self._chosen(content))

    def arguments(
        self, code: StyleMap, content: str | Path, words: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The arguments of the macro; `words` are those of the document's language."""
        chosen = self._chosen(content)
        styles = self._stylizers.trays.styles
        scripts = self._stylizers.site.scripts
        title = words["samples"].get(chosen.content.name, chosen.content.title)
        said = words["lab"]["map"]
        facts = chosen.package.facts
        return {
            "result": self._pictures.responsive(self._add(chosen)),
            "alt": said["alt"].format(content=title, count=ROWS * ROWS),
            "note": "" if chosen.package.card.name == PREFERRED else said["absent"],
            "config": {
                "model": {
                    key: facts[key] for key in ("url", "title", "bytes", "sizeMultiple", "cost")
                },
                "worker": scripts["map-worker.js"],
                "wasm": self._stylizers.site.wasm,
                "contents": [listed(one, words) for one in chosen.contents],
                "styles": [listed(one, words) for one in styles],
                "chosen": {"content": chosen.content.name, "style": styles[0].name},
                "size": code.size,
            },
        }

    def compute(self) -> None:
        """Paints what is not there yet."""
        for path, (package, content) in self._wanted.items():
            if not path.is_file():
                with step("Painting a map of styles"), tempfile.TemporaryDirectory() as folder:
                    self._paint(path, package, content, Path(folder))

    def _chosen(self, content: str | Path) -> _Chosen:
        package = self._stylizers.fetched(PREFERRED) or self._stylizers.package(USUAL)
        trays = self._stylizers.trays
        contents, own = self._stylizers.tray(trays.contents, content, "content")
        if not (package and own and len(trays.styles) > 1):
            hint = f"python3 build.py model export {USUAL}, or take the map out"
            raise BuildError(None, None, "there is no network, or nothing to put on a map", hint)
        return _Chosen(package, contents, own)

    def _add(self, chosen: _Chosen) -> Path:
        folder = self._root / "assets/stylizer/map"
        styles = self._stylizers.trays.styles
        digest = cache.digest(
            Path(__file__).read_bytes(),
            *((folder / name).read_bytes() for name in SCRIPTS),
            (chosen.package.folder / "card.json").read_bytes(),
            *(self._pictures.digest(one.path) for one in (chosen.content, *styles)),
            length=20,
        )
        path = cache.folder(self._root) / "maps" / f"{chosen.content.name}-{digest}.png"
        self._wanted[path] = chosen.package, chosen.content.path
        return path

    def _paint(self, path: Path, package: ModelPackage, content: Path, folder: Path) -> None:
        from PIL import Image

        def given(name: str, picture: Path, longest: int) -> dict[str, Any]:
            return raw(fitted(read_upright(picture).convert("RGB"), longest), folder / name)

        request: dict[str, Any] = {
            "content": given("content.rgb", content, PICTURE),
            "styles": [
                given(f"{i}.rgb", one.path, STYLE)
                for i, one in enumerate(self._stylizers.trays.styles)
            ],
            "rows": ROWS,
            "result": str(folder / "result.rgb"),
        }
        run(self._root, package.folder, [request], program=PROGRAM)
        width, height = (request["content"][side] for side in ("width", "height"))
        data = Path(request["result"]).read_bytes()
        size = 3 * width * height
        whole = Image.new("RGB", (ROWS * (width + GAP) - GAP, ROWS * (height + GAP) - GAP), "white")
        for i in range(ROWS * ROWS):
            tile = Image.frombytes("RGB", (width, height), data[i * size : (i + 1) * size])
            whole.paste(tile, (i % ROWS * (width + GAP), i // ROWS * (height + GAP)))
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        whole.save(part, format="PNG")
        part.replace(path)
