"""The frame: articles and lists become finished pages with page-relative addresses."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from pastiche.errors import BuildError
from pastiche.site import cache, icons, series, urls
from pastiche.site.article import Article
from pastiche.site.assets import Stylesheet
from pastiche.site.cards import Cards
from pastiche.site.documents import Document, SiteInfo
from pastiche.site.entries import Entry
from pastiche.site.figures import beside
from pastiche.site.icons import Icon
from pastiche.site.pages import ALWAYS, EMBED, Way
from pastiche.site.pictures import Pictures, Rendition
from pastiche.site.scripts import Scripts
from pastiche.site.series import Series
from pastiche.site.structured import structured
from pastiche.site.words import Languages

WORDS_A_MINUTE = 230


@dataclass(frozen=True)
class Frame:
    """What surrounds every page: the templates and all that they see on each of them."""

    templates: Environment
    info: SiteInfo
    stylesheet: Stylesheet
    pictures: Pictures
    navigation: tuple[Way, ...]
    beneath: tuple[Way, ...]
    base_url: str | None
    scripts: Scripts
    series: Mapping[str, Series]  # by the address of its page
    icons: list[Icon]
    cards: Cards

    def key(self) -> str:
        """Changes when any page must be put together anew; the templates are not in it."""
        sheet = self.stylesheet
        look = (sheet.url, sheet.fonts, sheet.icon, self.icons, self.scripts.urls)
        parts = (
            self.info,
            look,
            self.navigation,
            self.beneath,
            self.base_url,
            self._languages.table,
        )
        return cache.digest(repr(parts), length=20)

    def words(self, language: str = "") -> Mapping[str, Any]:
        """The words of the pages in `language`, or in that of the site."""
        return self._languages.of(language)

    @property
    def _languages(self) -> Languages:
        languages: Any = self.templates.globals["languages"]
        assert isinstance(languages, Languages)
        return languages

    def post(
        self,
        article: Article,
        newer: Document | None,
        older: Document | None,
        rules: Mapping[str, str],
        scripts: tuple[str, ...],
    ) -> tuple[str, str]:
        """A post's page: its path and its text."""
        return self.page(
            article.document.url,
            "post.html",
            article=article,
            rules=rules,
            bundled=list(scripts),
            entry=self.entry(article.document, article),
            series=self.series_of(article.document),
            newer=newer,
            older=older,
        )

    def page(
        self,
        url: str,
        template: str,
        *,
        article: Article | None = None,
        rules: Mapping[str, str] | None = None,
        **values: Any,
    ) -> tuple[str, str]:
        """Any page, as (path, text)."""
        document = article.document if article else None
        description = (document.meta.description if document else "") or self.info.description
        title = document.meta.title if document else values.pop("title", self.info.title)
        language = (document.meta.lang if document else "") or self.info.language
        picture = self._social_picture(document)
        usual = EMBED if url == f"{EMBED}/" else ALWAYS
        context: dict[str, Any] = {"bundled": []} | values
        features = sorted(article.features) if article else values.pop("features", [])
        context |= {
            "css": self.stylesheet.url,
            "scripts": [self.scripts.urls[name] for name in [*features, usual]],
            "rules": self.stylesheet.lifted(rules or {}),
            "fonts": self.stylesheet.fonts,
            "icon": self.stylesheet.icon,
            "touch_icon": f"{urls.ROOT}{icons.touch(self.icons).path}",
            "info": self.info,
            "language": language,
            "words": self.words(language),
            "url": url,
            "document": document,
            "article": article,
            "body": Markup(article.html) if article else "",
            "title": title,
            "description": description,
            "navigation": self.navigation,
            "beneath": self.beneath,
            "base_url": self.base_url,
            "canonical": f"{self.base_url}{url}" if self.base_url else None,
            "structured": structured(
                self.info, self.base_url, url, title, description, document, picture
            ),
            "social_picture": picture,
        }
        text = self.templates.get_template(template).render(context)
        path = f"{url}index.html" if url.endswith("/") or not url else url
        return path, urls.relative(text, url)

    def series_of(self, document: Document) -> Series | None:
        """The series a post belongs to."""
        name = document.meta.series
        return self.series.get(series.address(name)) if name else None

    def redirect(self, path: str, document: Document) -> str:
        """The page at an alias of `document`."""
        text = self.templates.get_template("redirect.html").render(
            info=self.info,
            language=document.meta.lang or self.info.language,
            words=self.words(document.meta.lang),
            title=document.meta.title,
            target=f"{urls.ROOT}{document.url}",
            canonical=f"{self.base_url}{document.url}" if self.base_url else None,
        )
        return urls.relative(text, path)

    def entry(self, document: Document, article: Article | None) -> Entry:
        """A post as lists show it."""
        cover = None
        if document.meta.cover:
            with contextlib.suppress(BuildError):  # `check.front_matter` says it, with its line
                cover = self.pictures.responsive(beside(document, document.meta.cover))
        words = article.words if article else 0
        return Entry(document, cover, max(1, round(words / WORDS_A_MINUTE)))

    def _social_picture(self, document: Document | None) -> Rendition | None:
        if not self.base_url:
            return None
        path = beside(document, document.meta.cover) if document and document.meta.cover else None
        if self.info.cards:
            return self.cards.of(document.meta.title if document else self.info.title, path)
        return (
            None
            if not path or path.suffix == ".svg"
            else self.pictures.rendition(path, 1200, "jpg")
        )
