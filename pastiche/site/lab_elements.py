"""What the macros of templates/labs.html need: drawn pictures, and what the elements begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pastiche.errors import BuildError
from pastiche.models.card import PERCEPTUAL
from pastiche.site.comparisons import Comparison
from pastiche.site.entrants import DrawnRow, Entrant, drawn_rows, entrants
from pastiche.site.labs import NETWORK, Job, LabPictures, Matrix, Optimisation, no_network
from pastiche.site.packages import ModelPackage
from pastiche.site.pictures import Picture, Pictures
from pastiche.site.shortcodes import Families, Gram, Laboratory

if TYPE_CHECKING:
    from pastiche.site.stylizers import Stylizers, TrayPicture


@dataclass(frozen=True)
class _Chosen:
    content: TrayPicture | None
    style: TrayPicture
    package: ModelPackage
    job: Job
    entrants: tuple[Entrant, ...] = ()


class Labs:
    """The laboratories of a build."""

    def __init__(self, root: Path, pictures: Pictures, stylizers: Stylizers) -> None:
        self._pictures = pictures
        self._stylizers = stylizers
        self._drawn = LabPictures(root, pictures)
        self.compute = self._drawn.compute

    def foresee(self, code: Laboratory, content: str | Path, style: str | Path) -> None:
        """Notes what `arguments` will need, to be drawn with the others."""
        chosen = self._chosen(code, content, style)
        self._drawn.add(chosen.package.folder, chosen.job)

    def arguments(
        self,
        code: Laboratory,
        content: str | Path,
        style: str | Path,
        words: Mapping[str, Any],
    ) -> dict[str, Any]:
        """The arguments of the macro; `words` are those of the document's language."""
        chosen = self._chosen(code, content, style)
        drawn = self._drawn.drawn(chosen.package.folder, chosen.job)
        said = words["lab"]
        titles = {
            side: words["samples"].get(picture.name, picture.title) if picture else ""
            for side, picture in (("content", chosen.content), ("style", chosen.style))
        }
        if isinstance(code, Families):
            names, painted = said["families"]["names"], words["in_style"].format(**titles)
            rows = drawn_rows(
                chosen.entrants, chosen.style.name, drawn, self._pictures, names, painted
            )
            config = self._config(code, chosen, content, style, words)
            return {"rows": rows, "config": config | self._compared(chosen, rows, said["families"])}
        if isinstance(code, Gram):
            first, second = (number + 1 for number in drawn.facts["pair"])
            facts = {"first": first, "second": second, "channels": drawn.facts["channels"]}
            alts = [
                said[name].format(layer=code.layer, **facts, **titles)
                for name in ("matrix", "first", "second", "both")
            ]
        else:
            alts = [said["picture" if chosen.content else "texture"].format(**titles)]
        results: list[tuple[Picture, str]] = [
            (self._pictures.responsive(path), alt)
            for path, alt in zip(drawn.pictures, alts, strict=True)
        ]
        return {
            "content": chosen.content,
            "style": chosen.style,
            "results": results,
            "config": self._config(code, chosen, content, style, words),
        }

    def _compared(
        self, chosen: _Chosen, rows: Sequence[DrawnRow], said: Mapping[str, Any]
    ) -> dict[str, Any]:
        """What a comparison's element reads beside what all laboratories do."""
        return {
            "painter": self._stylizers.site.scripts["worker.js"],
            "entrants": [one.facts(said["names"]) for one in chosen.entrants],
            "heads": said["heads"],
            "meaning": said["meaning"],
            "made": {
                row.name: {
                    "url": row.picture.url,
                    "width": row.picture.width,
                    "height": row.picture.height,
                    "losses": row.losses,
                }
                for row in rows
            },
        }

    def _chosen(self, code: Laboratory, content: str | Path, style: str | Path) -> _Chosen:
        package = self._stylizers.package(NETWORK)
        trays = self._stylizers.trays
        _, chosen_style = self._stylizers.tray(trays.styles, style, "style")
        _, chosen_content = (
            self._stylizers.tray(trays.contents, content, "content") if content else ((), None)
        )
        if not package or package.card.family != PERCEPTUAL or not chosen_style:
            raise no_network()
        job: Job
        taking_part: tuple[Entrant, ...] = ()
        if isinstance(code, Gram):
            job = Matrix(chosen_style.path, code.layer)
        elif isinstance(code, Families):
            if not chosen_content:
                raise BuildError(None, None, "families compares nothing without a content", "")
            taking_part = entrants(self._stylizers.painters())
            job = Comparison(
                chosen_style.path,
                chosen_content.path,
                code.size,
                code.evaluations,
                tuple(
                    (painter.folder, one.attention)
                    for one in taking_part
                    if (painter := one.package_for(chosen_style.name))
                ),
            )
        else:
            own = chosen_content.path if chosen_content else None
            job = Optimisation(chosen_style.path, own, code.size, code.evaluations, code.noise)
        return _Chosen(chosen_content, chosen_style, package, job, taking_part)

    def _config(
        self,
        code: Laboratory,
        chosen: _Chosen,
        content: str | Path,
        style: str | Path,
        words: Mapping[str, Any],
    ) -> dict[str, Any]:
        """What the element reads from its JSON block."""
        scripts = self._stylizers.site.scripts
        trays = self._stylizers.trays
        contents, _ = self._stylizers.tray(trays.contents, content, "content")
        styles, _ = self._stylizers.tray(trays.styles, style, "style")
        package = chosen.package
        config: dict[str, Any] = {
            "model": {
                "url": package.url,
                "title": package.card.title,
                "bytes": package.card.bytes,
            },
            "worker": scripts["gatys-worker.js"],
            "wasm": self._stylizers.site.wasm,
            "styles": [listed(one, words) for one in styles],
            "chosen": {
                "style": chosen.style.name,
                "content": chosen.content.name if chosen.content else "",
            },
        }
        if isinstance(code, Gram):
            return config | {"layer": code.layer}
        if chosen.content:
            config["contents"] = [listed(one, words) for one in contents]
        if isinstance(code, Families):
            return config | {"size": code.size, "evaluations": code.evaluations}
        start = "noise" if code.noise else "content"
        return config | {"size": code.size, "start": start}


def listed(picture: TrayPicture, words: Mapping[str, Any]) -> dict[str, str]:
    """A picture of a tray as an element reads it."""
    return {
        "name": picture.name,
        "title": words["samples"].get(picture.name, picture.title),
        "url": picture.full.url,
        "thumb": picture.thumbnail.url,
    }
