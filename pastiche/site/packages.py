"""The model packages of a site: which there are, what a page knows of them, and their files.

Packages lie in assets/models; those of `model import` and `model fetch` in .cache/models. Where the
latter are whole, stylizers offer them beside the network they begin with; a site builds just as
well without them.
"""

from __future__ import annotations

import json
import shutil
import tomllib
import warnings
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Any

from pastiche.errors import BuildError
from pastiche.models.card import CARD, PERCEPTUAL, PackageCard, read_card_as
from pastiche.models.package import verify_package
from pastiche.site import cache
from pastiche.site.shortcodes import Stylizer
from pastiche.site.urls import ROOT

USUAL = Stylizer.model
SINGLE = "johnson-"
"""First part of the names of networks for one style."""
SHIPPED = Path("assets", "models")
FETCHED = Path(".cache", "models")


@dataclass(frozen=True)
class ModelPackage:
    """A model package: where it is now, and in the site, `url` being its folder with a slash."""

    folder: Path
    url: str
    card: PackageCard

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What the stylizer knows of a network before it is downloaded, by JavaScript's names."""
        card = json.loads((self.folder / CARD).read_text("utf-8"))
        known = {key: card[key] for key in ("name", "title", "bytes", "sizeMultiple", "cost")}
        return known | {
            "url": self.url,
            "keepDetail": card["inputs"]["keepDetail"] is not None,
            "looks": bool(card["nodes"]["queries"]),
            **({"style": card["style"]} if card.get("style") else {}),
        }


class Packages:
    """Finds packages and copies those that pages ask for or offer."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._packages: dict[str, ModelPackage | None] = {}
        self._written: dict[str, ModelPackage] = {}

    def package(self, name: str) -> ModelPackage | None:
        """The package of the model `name`, its files checked against their SHA-256.

        Raises `BuildError` when it does not exist. A network of models.toml that has not been
        fetched is stood in for by the usual one, with a warning; while no package at all is there,
        a warning takes the error's place and the answer is None.
        """
        if name not in self._packages:
            self._packages[name] = self._find(name)
        package = self._packages[name]
        if package:
            self._written[package.url] = package
        return package

    def fetched(self, name: str) -> ModelPackage | None:
        """The package of a network that does not ship, where somebody has brought it in."""
        package = next((one for one in self._more if one.card.name == name), None)
        return self.package(name) if package else None

    def write(self, out: Path) -> None:
        """Copies the packages that pages asked for or offer into the site at `out`."""
        for url, package in self._written.items():
            target = out / url.removeprefix(ROOT)
            shutil.copytree(package.folder, target, copy_function=shutil.copyfile)

    def offered(self, name: str) -> list[dict[str, Any]]:
        """What a stylizer that names the model `name` can be set to, that one first."""
        return [package.facts for package in self.painters(name)]

    def painters(self, name: str = USUAL) -> list[ModelPackage]:
        """The packages of all networks that paint, the model `name` first."""
        own = self.package(name)
        if not own:
            return []
        if own.card.family == PERCEPTUAL:
            hint = f"leave model out, which is {USUAL}"
            raise BuildError(None, None, f"the network “{name}” looks, and paints nothing", hint)
        usual = [package] if (package := self.package(USUAL)) else []
        offered = {package.url: package for package in (own, *usual, *self._single, *self._more)}
        self._written |= offered
        return list(offered.values())

    @cached_property
    def _single(self) -> list[ModelPackage]:
        """The networks that ship and know one style each."""
        cards = sorted((self._root / SHIPPED).glob(f"{SINGLE}*/{CARD}"))
        return [package for card in cards if (package := self.package(card.parent.name))]

    @cached_property
    def _more(self) -> list[ModelPackage]:
        """The packages in .cache/models that are whole; says of each what it adds, or its fault."""
        found = []
        for card in sorted((self._root / FETCHED).glob(f"[!.]*/{CARD}")):
            try:
                package = _package(card.parent)
            except BuildError as error:
                message = f"the site is built without the network “{card.parent.name}”: {error}"
                warnings.warn(message, stacklevel=2)
                continue
            size = f"{package.card.bytes / 1e6:.0f} MB"
            warnings.warn(f"{package.card.title} is offered too: {size} more", stacklevel=2)
            found.append(package)
        return found

    def _find(self, name: str) -> ModelPackage | None:
        if (self._root / SHIPPED / name / CARD).is_file():
            return _package(self._root / SHIPPED / name)
        for package in self._more:
            if package.card.name == name:
                return package
        known = sorted(path.parent.name for path in (self._root / SHIPPED).glob(f"*/{CARD}"))
        if USUAL in known and name in _heard_of(self._root):
            hint = f"python3 build.py model fetch {name}"
            message = f"the network “{name}” is not here and {USUAL} stands in for it ({hint})"
            warnings.warn(message, stacklevel=2)
            return self.package(USUAL)
        near = get_close_matches(name, known, n=1)
        hint = f"did you mean “{near[0]}”?" if near else f"python3 build.py model export {name}"
        if known:
            raise BuildError(None, None, f"there is no model “{name}”", hint)
        warnings.warn(f"no model package “{name}” yet ({hint})", stacklevel=2)
        return None


def _package(folder: Path) -> ModelPackage:
    card = read_card_as(PackageCard, folder)
    verify_package(folder)
    digest = cache.digest((folder / CARD).read_bytes())
    return ModelPackage(folder, f"{ROOT}assets/models/{card.name}-{digest}/", card)


def _heard_of(root: Path) -> set[str]:
    """The networks of models.toml, whether their packages are here or not."""
    path = root / "models.toml"
    return set(tomllib.loads(path.read_text("utf-8"))) if path.is_file() else set()
