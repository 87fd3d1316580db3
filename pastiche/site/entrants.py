"""Who takes part in a comparison of all methods: the rows of `families`, in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pastiche.site.labs import Drawn
from pastiche.site.packages import USUAL, ModelPackage
from pastiche.site.pictures import Pictures, Rendition

MOST = 512  # pixels, the longer side of a drawn picture

FETCHED = ("ghiasi", "sanet")
"""Networks that have a row where they are absent too, which says where they come from."""


@dataclass(frozen=True)
class Entrant:
    """A row: `packages` are those of which one paints, none where the site is built without.

    What is given is not painted; it is there to compare with. `attention` is in [0, 1].
    """

    name: str
    kind: Literal["given", "network", "optimisation"]
    packages: tuple[ModelPackage, ...] = ()
    attention: float = 1.0

    def package_for(self, style: str) -> ModelPackage | None:
        """The first package that paints in this sample; one may know a single style."""
        fitting = (one for one in self.packages if one.facts.get("style", style) == style)
        return next(fitting, None)

    def title(self, names: Mapping[str, str]) -> str:
        """What it is called, by `names`; a network that they do not know, by its card."""
        return names.get(self.name) or self.packages[0].card.title

    def facts(self, names: Mapping[str, str]) -> dict[str, Any]:
        """What the element of the page knows of it, by JavaScript's names."""
        return {
            "id": self.name,
            "title": self.title(names),
            "kind": self.kind,
            "models": [package.facts for package in self.packages],
            "attention": self.attention,
        }


@dataclass(frozen=True)
class DrawnRow:
    """A picture of the comparison that the build drew, and its losses, by their names."""

    name: str
    title: str
    picture: Rendition
    alt: str
    losses: Mapping[str, float]


def entrants(packages: Sequence[ModelPackage]) -> tuple[Entrant, ...]:
    """The content and the style as they are, every method with its packages, the search last."""
    single = tuple(one for one in packages if "style" in one.facts)
    rest = {one.card.name: one for one in packages if one not in single}

    def network(name: str, *models: ModelPackage, attention: float = 1.0) -> Entrant:
        return Entrant(name, "network", models, attention)

    def named(name: str) -> Entrant:
        return network(name, *([rest[name]] if name in rest else []))

    usual = named(USUAL)
    style_vector, large = map(named, FETCHED)
    own = [network(name, one) for name, one in rest.items() if name not in (USUAL, *FETCHED)]
    return (
        Entrant("content", "given"),
        Entrant("style", "given"),
        network("johnson", *single),
        network("adain", *usual.packages, attention=0.0),
        style_vector,
        usual,
        large,
        *own,
        Entrant("gatys", "optimisation"),
    )


def drawn_rows(
    taking_part: Sequence[Entrant],
    style: str,
    drawn: Drawn,
    pictures: Pictures,
    names: Mapping[str, str],
    painted: str,
) -> list[DrawnRow]:
    """What is drawn, in the order of those who can paint the sample `style`; `painted` says what
    all that is painted shows."""
    able = [one for one in taking_part if one.kind != "network" or one.package_for(style)]
    rows = []
    for one, path, losses in zip(able, drawn.pictures, drawn.facts["losses"], strict=True):
        title = one.title(names)
        alt = title if one.kind == "given" else f"{painted}: {title}"
        rows.append(DrawnRow(one.name, title, pictures.rendition(path, MOST), alt, losses))
    return rows
