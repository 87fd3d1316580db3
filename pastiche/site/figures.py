"""The HTML of pictures and shortcodes, written by the macros of templates/figure.html."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from jinja2 import Environment
from markupsafe import Markup

from pastiche.errors import BuildError
from pastiche.site import tags
from pastiche.site.documents import Document
from pastiche.site.pictures import FORMATS, Pictures
from pastiche.site.shortcodes import (
    Attention,
    Compare,
    Credits,
    Families,
    Figure,
    Gatys,
    Gram,
    Laboratory,
    Shortcode,
    Sizes,
    StyleMap,
    Stylized,
    Stylizer,
)
from pastiche.site.urls import ELSEWHERE

if TYPE_CHECKING:
    from pastiche.site.stylizers import Stylizers


class Figures:
    """Turns pictures and shortcodes of a document into HTML."""

    def __init__(self, templates: Environment, pictures: Pictures, stylizers: Stylizers) -> None:
        self._macros: Any = templates.get_template("figure.html").module
        self._templates = templates
        self._pictures = pictures
        self._stylizers = stylizers

    def picture(
        self,
        document: Document,
        src: str,
        alt: str,
        title: str,
        extra: Mapping[str, str],
        *,
        alone: bool,
    ) -> str:
        """A Markdown picture: a figure when it stands alone, with its title as the caption."""
        picture = self._pictures.responsive(beside(document, src))
        classes = extra.get("class", "")
        wide = "wide" in classes.split()
        if alone:
            name = extra.get("id", "")
            html = self._macros.figure(picture, alt, title, wide=wide, classes=classes, id=name)
        else:
            html = self._macros.picture(picture, alt, wide=wide, classes=classes)
        width = re.fullmatch(r"(\d+)(px|%)?", extra.get("width", ""))
        given = [f"width:{width[1]}{width[2] or 'px'}"] if width else []
        given += [extra["style"]] if extra.get("style") else []
        return tags.add(str(html), {"style": "; ".join(given)} if given else {})

    def foresee(self, code: Shortcode, document: Document) -> None:
        """Notes the pictures a shortcode will need; its mistakes are left for `html` to report."""
        with contextlib.suppress(BuildError):
            if isinstance(code, Laboratory):
                self._stylizers.labs.foresee(code, *self._samples(code, document))
            elif isinstance(code, StyleMap):
                self._stylizers.maps.foresee(self._sample(code.content, document))
            elif isinstance(code, Sizes):
                self._stylizers.sizes.foresee(code, self._sample(code.content, document))
            elif isinstance(code, Stylizer | Stylized | Attention):
                content = self._sample(code.content, document)
                self._stylizers.foresee(code, content, self._sample(code.style, document))

    def html(self, code: Shortcode, caption: str, document: Document) -> str:
        """The HTML of a shortcode; `caption` is its caption as HTML."""
        match code:
            case Figure():
                return self._figure(code, caption, document)
            case Stylizer():
                return self._stylizer(code, document)
            case Stylized():
                return self._stylized(code, caption, document)
            case Attention():
                return self._attention(code, caption, document)
            case Gatys() | Gram() | Families():
                return self._lab(code, caption, document)
            case Sizes():
                return self._sizes(code, caption, document)
            case StyleMap():
                return self._map(code, caption, document)
            case Credits():
                return str(self._macros.credits(self._stylizers.credits()))
            case Compare():
                return self._compare(code, caption, document)
            case _:
                return ""

    def _figure(self, code: Figure, caption: str, document: Document) -> str:
        picture = self._pictures.responsive(beside(document, code.src))
        narrow = None
        if code.narrow:
            narrow = self._pictures.responsive(beside(document, code.narrow))
        return str(
            self._macros.figure(
                picture, code.alt, Markup(caption), wide=code.wide, narrow=narrow, id=code.id
            )
        )

    def _compare(self, code: Compare, caption: str, document: Document) -> str:
        before = self._pictures.responsive(beside(document, code.before))
        after = self._pictures.responsive(beside(document, code.after))
        if abs(before.width * after.height - after.width * before.height) > max(
            before.width, after.width
        ):
            sizes = f"{before.width} × {before.height} and {after.width} × {after.height}"
            hint = "cut both to the same shape"
            raise BuildError(None, None, f"the pictures of compare differ in shape: {sizes}", hint)
        return str(self._macros.compare(before, after, code, Markup(caption)))

    def _stylizer(self, code: Stylizer, document: Document) -> str:
        arguments = self._stylizers.arguments(
            code, self._sample(code.content, document), self._sample(code.style, document)
        )
        macros: Any = self._templates.get_template("stylizer.html").module
        return str(macros.stylizer(**arguments, words=self.words(document)))

    def _stylized(self, code: Stylized, caption: str, document: Document) -> str:
        content, style, result = self._stylizers.views(
            code, self._sample(code.content, document), self._sample(code.style, document)
        )
        said = self.words(document)["in_style"]
        alt = code.alt or said.format(content=content.title, style=style.title)
        return str(
            self._macros.stylized(content, style, result, alt, Markup(caption), wide=code.wide)
        )

    def _attention(self, code: Attention, caption: str, document: Document) -> str:
        content, shown = self._stylizers.looks(
            code, self._sample(code.content, document), self._sample(code.style, document)
        )
        count = len(shown.panels)
        places = "a place marked" if count == 1 else f"{count} places marked"
        panels = [(self._pictures.responsive(path), said) for path, said in shown.panels]
        marked = self._pictures.responsive(shown.content)
        alt = f"{content.alt.rstrip('.')}, {places}"
        return str(self._macros.attention(marked, alt, panels, Markup(caption), wide=code.wide))

    def _lab(self, code: Laboratory, caption: str, document: Document) -> str:
        words = self.words(document)
        arguments = self._stylizers.labs.arguments(code, *self._samples(code, document), words)
        macros: Any = self._templates.get_template("labs.html").module
        macro = getattr(macros, type(code).__name__.lower())
        return str(macro(**arguments, caption=Markup(caption), words=words))

    def _map(self, code: StyleMap, caption: str, document: Document) -> str:
        words = self.words(document)
        content = self._sample(code.content, document)
        arguments = self._stylizers.maps.arguments(code, content, words)
        macros: Any = self._templates.get_template("labs.html").module
        return str(macros.style_map(**arguments, caption=Markup(caption), words=words))

    def _sizes(self, code: Sizes, caption: str, document: Document) -> str:
        words, sizes = self.words(document), self._stylizers.sizes
        macros: Any = self._templates.get_template("labs.html").module
        shared = {"caption": Markup(caption), "words": words}
        if code.content:
            content = self._sample(code.content, document)
            return str(macros.sizes(**sizes.arguments(code, content, words), **shared))
        if code.table:
            return str(macros.size_table(sizes.measured(code.style), **shared))
        return str(macros.size_chart(Markup(sizes.chart(code.style, words)), **shared))

    def _samples(self, code: Laboratory, document: Document) -> tuple[str | Path, str | Path]:
        """The content, which may be missing, and the style of a laboratory."""
        content = getattr(code, "content", "")
        return self._sample(content, document), self._sample(code.style, document)

    def words(self, document: Document) -> Mapping[str, Any]:
        """The words of the language that the document is in."""
        languages: Any = self._templates.globals["languages"]
        words: Mapping[str, Any] = languages.of(document.meta.lang)
        return words

    @staticmethod
    def _sample(name: str, document: Document) -> str | Path:
        """A sample's name as it is; anything that looks like a file as its path."""
        return beside(document, name) if re.search(r"[./]", name) else name


def beside(document: Document, src: str) -> Path:
    """The picture file `src` means in `document`; raises `BuildError` without a place."""
    if ELSEWHERE.match(src):
        hint = "save it beside the post: a page loads nothing from elsewhere"
        raise BuildError(None, None, f"the picture {src} is on another site", hint)
    folder = document.folder
    if src.startswith("/"):  # as in Jekyll, from the root of what the author wrote
        folder = folder.parents[len(document.source.parent.parts) - 2]
    path = folder / src.lstrip("/")
    if not path.is_file() and "%" in src:
        path = folder / unquote(src.lstrip("/"))
    if not path.is_file():
        known = [
            file.name
            for file in sorted(document.folder.iterdir())
            if file.suffix.lower() in FORMATS | {".svg"}
        ]
        near = get_close_matches(src, known, n=1)
        hint = f"did you mean “{near[0]}”?" if near else f"put it into {document.source.parent}"
        raise BuildError(None, None, f"there is no picture {src}", hint)
    return path
