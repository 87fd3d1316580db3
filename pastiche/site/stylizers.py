"""What the macro of templates/stylizer.html needs: model package, scripts, sample trays, example.

Every address in these dataclasses starts with the root mark of `pastiche.site.urls` and is
page-relative in the written page. The macro is called as
`stylizer(site, models, contents, styles, example, words, attention)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.samples.catalogue import Sample, samples
from pastiche.site import gallery
from pastiche.site.attention import AttentionFigures, Question, Shown
from pastiche.site.bundle import bundle
from pastiche.site.lab_elements import Labs
from pastiche.site.packages import USUAL, Packages
from pastiche.site.pictures import Picture, Pictures, Rendition
from pastiche.site.shortcodes import Attention, Stylized, Stylizer
from pastiche.site.size_elements import SizeLabs
from pastiche.site.style_maps import StyleMaps
from pastiche.site.stylized import Job, StylizedPictures
from pastiche.site.urls import ROOT

THUMBNAIL = 256  # pixels, the longer side: 128 at two device pixels each
EXAMPLE = 512  # pixels, the longer side of the finished example
FULL = 1280  # pixels, the longer side of what is stylized


@dataclass(frozen=True)
class StylizerSite:
    """What all stylizers share: `scripts` maps a bundle's logical name to its address."""

    scripts: Mapping[str, str]

    @property
    def wasm(self) -> dict[str, str]:
        """TensorFlow.js's WebAssembly files, by name."""
        return {name: url for name, url in self.scripts.items() if name.endswith(".wasm")}


@dataclass(frozen=True)
class TrayPicture:
    """A sample: `thumbnail` is on the page, `full` is fetched when it is chosen."""

    name: str
    title: str
    alt: str
    credit: str
    licence: str
    path: Path
    thumbnail: Rendition
    full: Rendition


@dataclass(frozen=True)
class Credit:
    """The pictures that one maker gave under one licence, by their titles."""

    titles: tuple[str, ...]
    credit: str
    licence: str


@dataclass(frozen=True)
class Example:
    """What the element shows first: a chosen content and style, and their result if computed."""

    content: TrayPicture
    style: TrayPicture
    result: Rendition | None


@dataclass(frozen=True)
class Trays:
    """Photographs and styles to choose from."""

    contents: tuple[TrayPicture, ...]
    styles: tuple[TrayPicture, ...]


class Stylizers:
    """Collects the stylizers of a build and copies the model packages that they need."""

    def __init__(self, root: Path, pictures: Pictures, out: Path) -> None:
        self._root = root
        self._pictures = pictures
        self._out = out
        self._stylized = StylizedPictures(root, pictures)
        self._looks = AttentionFigures(root, pictures)
        self._packages = Packages(root)
        self.labs = Labs(root, pictures, self)
        self.maps = StyleMaps(root, pictures, self)
        self.sizes = SizeLabs(root, pictures, self)
        self.package = self._packages.package
        self.fetched = self._packages.fetched
        self.painters = self._packages.painters
        self.write = self._packages.write

    def foresee(
        self, code: Stylizer | Stylized | Attention, content: str | Path, style: str | Path
    ) -> None:
        """Notes what `arguments`, `views` or `looks` will need, to be computed together."""
        if isinstance(code, Attention):
            self._looks.add(self._question(code, content, style)[2])
        else:
            self._result(code, content, style)

    def compute(self) -> None:
        """Computes the pictures that were foreseen."""
        self._stylized.compute()
        self._looks.compute()
        self.labs.compute()
        self.maps.compute()
        self.sizes.compute()

    def arguments(self, code: Stylizer, content: str | Path, style: str | Path) -> dict[str, Any]:
        """The arguments of the macro; a content or style that is a file leads its tray."""
        contents, chosen_content = self.tray(self.trays.contents, content, "content")
        styles, chosen_style = self.tray(self.trays.styles, style, "style")
        example = None
        if chosen_content and chosen_style:
            path = self._result(code, content, style)
            result = self._pictures.rendition(path, EXAMPLE) if path else None
            example = Example(chosen_content, chosen_style, result)
        return {
            "site": self.site,
            "models": self._packages.offered(code.model),
            "contents": contents,
            "styles": styles,
            "example": example,
            "attention": code.attention,
        }

    def config(self) -> dict[str, Any]:
        """What the element of other sites begins with, as in the JSON block of a page here."""
        scripts = self.site.scripts
        trays = {"contents": self.trays.contents, "styles": self.trays.styles}
        return {
            "models": self._packages.offered(USUAL),
            "worker": scripts["worker.js"],
            "wasm": self.site.wasm,
            "chosen": {
                "content": trays["contents"][0].name if trays["contents"] else "",
                "style": trays["styles"][0].name if trays["styles"] else "",
            },
        } | {
            name: [
                {
                    "name": one.name,
                    "title": one.title,
                    "url": one.full.url,
                    "thumb": one.thumbnail.url,
                }
                for one in tray
            ]
            for name, tray in trays.items()
        }

    def views(
        self, code: Stylized, content: str | Path, style: str | Path
    ) -> tuple[TrayPicture, TrayPicture, Picture]:
        """Content, style and computed result of a `stylized` figure."""
        _, chosen_content = self.tray(self.trays.contents, content, "content")
        _, chosen_style = self.tray(self.trays.styles, style, "style")
        path = self._result(code, content, style)
        if not (chosen_content and chosen_style and path):
            raise BuildError(None, None, "there is no model or no sample to stylize with", "")
        return chosen_content, chosen_style, self._pictures.responsive(path)

    def looks(
        self, code: Attention, content: str | Path, style: str | Path
    ) -> tuple[TrayPicture, Shown]:
        """Content and drawn pictures of an `attention` figure."""
        chosen, _, question = self._question(code, content, style)
        return chosen, self._looks.shown(question)

    def _question(
        self, code: Attention, content: str | Path, style: str | Path
    ) -> tuple[TrayPicture, TrayPicture, Question]:
        _, chosen_content = self.tray(self.trays.contents, content, "content")
        _, chosen_style = self.tray(self.trays.styles, style, "style")
        package = self.package(code.model)
        if not (chosen_content and chosen_style and package):
            raise BuildError(None, None, "there is no model or no sample to look at", "")
        job = Job(package.folder, chosen_content.path, chosen_style.path, size=code.size)
        points = tuple((float(x), float(y)) for x, y in code.points)
        return chosen_content, chosen_style, Question(job, points, chosen_style.title)

    def _result(
        self, code: Stylizer | Stylized, content: str | Path, style: str | Path
    ) -> Path | None:
        _, chosen_content = self.tray(self.trays.contents, content, "content")
        _, chosen_style = self.tray(self.trays.styles, style, "style")
        package = self.package(code.model)
        if not (chosen_content and chosen_style and package):
            return None
        job = Job(package.folder, chosen_content.path, chosen_style.path)
        if isinstance(code, Stylized):
            job = replace(
                job,
                strength=code.strength,
                keep_detail=code.keep_detail,
                size=code.size,
                attention=code.attention,
            )
        return self._stylized.add(job)

    def credits(self) -> list[Credit]:
        """What is owed for the pictures that the trays really hold, in their order."""
        titles: dict[tuple[str, str], list[str]] = {}
        for picture in self.trays.contents + self.trays.styles:
            titles.setdefault((picture.credit, picture.licence), []).append(picture.title)
        return [Credit(tuple(names), *owed) for owed, names in titles.items()]

    @cached_property
    def site(self) -> StylizerSite:
        """The scripts, bundled into the site when the first page asks for them."""
        scripts = bundle(self._root, self._out)
        return StylizerSite({name: f"{ROOT}{url}" for name, url in scripts.items()})

    @cached_property
    def trays(self) -> Trays:
        """The samples that stylizers and laboratories offer."""
        found = samples(self._root)
        if (self._root / "gallery.toml").is_file():
            found += gallery.fetch(self._root)
        return Trays(
            tuple(self._sample(sample) for sample in found.contents),
            tuple(self._sample(sample) for sample in found.styles),
        )

    def _sample(self, sample: Sample) -> TrayPicture:
        return TrayPicture(
            name=sample.name,
            title=sample.title,
            alt=sample.alt,
            credit=sample.credit,
            licence=sample.licence,
            path=sample.path,
            thumbnail=self._pictures.rendition(sample.path, THUMBNAIL),
            full=self._pictures.rendition(sample.path, FULL),
        )

    def _own(self, path: Path) -> TrayPicture:
        title = path.stem.replace("-", " ").replace("_", " ").capitalize()
        return self._sample(Sample(path.stem, title, path, title, "", ""))

    def tray(
        self, tray: tuple[TrayPicture, ...], chosen: str | Path, noun: str
    ) -> tuple[tuple[TrayPicture, ...], TrayPicture | None]:
        """The tray with what was `chosen` in it: a sample's name, a file that leads it, or nothing,
        which is its first picture. Raises `BuildError` for a name that it has not."""
        if isinstance(chosen, Path):
            own = self._own(chosen)
            return (own, *tray), own
        if not tray:
            return tray, None
        if not chosen:
            return tray, tray[0]
        by_name = {picture.name: picture for picture in tray}
        if chosen not in by_name:
            near = get_close_matches(chosen, by_name, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"known: {', '.join(by_name)}"
            raise BuildError(None, None, f"there is no sample {noun} “{chosen}”", hint)
        return tray, by_name[chosen]
