"""Render, second step: a draft becomes the HTML of its article, with everything in its place.

The patterns below look at HTML that Markdown has just written, not at any HTML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape, unescape

from pastiche.errors import BuildError
from pastiche.site import crossrefs, embedded, tags
from pastiche.site.article import Article, Draft, Reference, Workshop, doubt
from pastiche.site.citations import Citations
from pastiche.site.islands import ISLAND
from pastiche.site.maths import Formula
from pastiche.site.shortcodes import ELEMENTS, INLINE, Cite, Compare, References
from pastiche.site.source_lines import SourceLines
from pastiche.site.urls import ELSEWHERE

_ALONE = re.compile(rf"<p([^>]*)>\s*({ISLAND.pattern})\s*</p>")
_PICTURE = re.compile(r"<p([^>]*)>\s*(<img\b[^>]*>)\s*</p>|<img\b[^>]*>")
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"[^\"]*\"[^>]*>")
_HEADING = re.compile(r'<h([1-6])([^>]*?)\sid="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
_ID = re.compile(r'\sid="([^"]+)"')
_UNREAD = re.compile(r"\$\$.*?\$\$|\{\{.*?\}\}|^\[\^.*?$", re.DOTALL | re.MULTILINE)
"""Formulas, shortcodes and notes, which do not count as reading time."""
_NO_HEAD = re.compile(r"<thead>\s*<tr>\s*(?:<th></th>\s*)+</tr>\s*</thead>\s*")
_BACK = re.compile(r'title="Back to the text, note (\d+)"')
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?/>')
_PLAIN_CODE = '<pre class="code" tabindex="0" role="group" aria-label="{}: text"><code>'
_ADMONITION, _SHOWCASE = '<div class="admonition', '<div class="showcase'
_HERE = "\ue015"  # the list of references
_TABLE = re.compile(r"<table\b.*?</table>", re.DOTALL)


def finish(draft: Draft, workshop: Workshop, problems: list[BuildError]) -> Article:
    """Puts formulas, code, figures and links in their places."""
    finisher = _Finisher(draft, workshop, problems)
    return finisher.article()


class _Finisher:
    def __init__(self, draft: Draft, workshop: Workshop, problems: list[BuildError]) -> None:
        self._draft = draft
        self._document = draft.document
        self._workshop = workshop
        self._problems = problems
        self._citations = Citations(workshop.bibliography, draft.document, problems)
        self._references: list[Reference] = []
        self._lines = SourceLines(draft.document)
        self._words: Mapping[str, str] = workshop.figures.words(draft.document)["in_text"]
        self._level = 1  # of the last heading: the page's title
        self._above: list[int] = []  # the levels, as they were written, of the open sections
        self._embedded = embedded.Embedded(
            lambda url: workshop.links.resolve(url, draft.document),
            lambda text, message, hint: self._wrong(self._lines.of(text), message, hint),
            lambda text, message, hint: self._doubt(self._lines.of(text), message, hint),
        )

    def article(self) -> Article:
        html = self._draft.html
        if embedded.ANY.search(html):
            html = embedded.ANY.sub(self._embedded, html)
        if "<img" in html:
            html = _PICTURE.sub(self._picture, html)
        html = _LINK.sub(self._link, html)
        html = _HEADING.sub(self._heading, html)
        html = _TABLE.sub(self._table, html)
        html = html.replace("<pre><code>", _PLAIN_CODE.format(self._words["code"]))
        html = html.replace(f"{_ADMONITION} showcase", _SHOWCASE)
        if "<input" in html:
            html = _TASK.sub(self._task, html)
        if "footnote-backref" in html:
            html = _BACK.sub(lambda match: f'title="{self._words["back"].format(match[1])}"', html)
        html = _ALONE.sub(self._block, html)
        html = ISLAND.sub(lambda match: self._island(match[0], {}), html)
        html = self._references_in(html)
        html, vain = crossrefs.resolve(html, self._words)
        given = [
            match[1]
            for match in _ID.finditer(html)
            if html.rfind("<", 0, match.start()) > html.rfind(">", 0, match.start())
        ]
        ids = frozenset(given)
        for name in dict.fromkeys(given) if len(given) > len(ids) else ():
            if given.count(name) > 1:
                line = self._lines.of_last(f"#{name}", f'"{name}"')
                self._wrong(line, f"the id “{name}” is given a second time", "rename one of them")
        for name in vain:
            if name in ids:
                line = self._lines.of(f"[](#{name})")
                self._wrong(
                    line, f"“[](#{name})” has no words to show", "write some in the brackets"
                )
        html = tags.lift_styles(html, self._workshop.rules)
        codes = self._draft.codes.values()
        elements = frozenset(ELEMENTS[type(code)] for code in codes if type(code) in ELEMENTS)
        features = {"copy"} if '<pre class="code"' in html else set()
        features |= {"compare"} if any(isinstance(code, Compare) for code in codes) else set()
        words = len(_UNREAD.sub(" ", self._document.body).split())
        references = tuple(self._references)
        notes = tuple(self._draft.notes)
        return Article(
            self._document, html, ids, references, elements, words, notes, frozenset(features)
        )

    def _references_in(self, html: str) -> str:
        """Puts the list of cited works where the author wants it, or at the end."""
        if _HERE not in html:
            listed = self._citations.references(self._words["references"])
            return f"{html}\n{listed}" if listed else html
        return html.replace(_HERE, self._citations.references(""), 1).replace(_HERE, "")

    def _block(self, match: re.Match[str]) -> str:
        if isinstance(self._draft.codes.get(match[2]), INLINE):
            return match[0]
        return self._island(match[2], tags.attributes(match[1]), block=True)

    def _island(self, mark: str, extra: dict[str, str], *, block: bool = False) -> str:
        island = self._draft.islands[mark]
        source = self._document.source
        if island.kind == "code":
            doubts: list[BuildError] = []
            html = self._workshop.highlighter.html(island, source, doubts, self._words["code"])
            doubt(self._draft, doubts, self._problems)
        elif island.kind == "maths":
            formula = Formula(island.text, island.display, source, island.line)
            html = self._workshop.maths.html(formula)
            if island.display:
                if island.name:
                    extra = {"id": island.name} | extra
                return self._equation(html, extra, "div" if block else "span")
            if block:
                return f"<p{tags.write(extra)}>{html}</p>"
        else:
            html = self._shortcode(mark, island.line)
        return tags.add(html, extra)

    def _equation(self, html: str, extra: dict[str, str], element: str) -> str:
        number = ""
        if name := extra.get("id"):
            mark = f"{crossrefs.EQUATION}{name}{crossrefs.EQUATION}"
            number = f'<span class="number">{mark}</span>'
        values = extra | {"class": f"equation {extra.get('class', '')}".strip()}
        inner = f'<span class="formula" tabindex="0">{html}</span>'
        return f"<{element}{tags.write(values)}>{inner}{number}</{element}>"

    def _shortcode(self, mark: str, line: int) -> str:
        code = self._draft.codes.get(mark)
        if code is None:
            return ""
        if isinstance(code, References):
            return _HERE
        caption = _LINK.sub(self._link, self._draft.captions.get(mark, ""))
        caption = ISLAND.sub(lambda match: self._island(match[0], {}), caption)
        try:
            if isinstance(code, Cite):
                return self._citations.html(code)
            return self._workshop.figures.html(code, caption, self._document)
        except BuildError as error:
            self._wrong(line, error.message, error.hint)
            return ""

    def _picture(self, match: re.Match[str]) -> str:
        tag = match[2] or match[0]
        values = tags.attributes(tag)
        src = values.get("src", "")
        line = self._lines.of(f"({src}", src)
        if not values.get("alt", "").strip() and "role" not in values:
            hint = "say what it shows: ![a boat in fog](boat.jpg)"
            self._doubt(line, f"the picture {src} has no description", hint)
        extra = tags.attributes(match[1] or "")
        extra |= {name: values[name] for name in ("id", "width", "style") if name in values}
        if "class" in values:
            extra["class"] = f"{extra.get('class', '')} {values['class']}".strip()
        try:
            return self._workshop.figures.picture(
                self._document,
                src,
                values.get("alt", ""),
                values.get("title", ""),
                extra,
                alone=match[2] is not None,
            )
        except BuildError as error:
            if not ELSEWHERE.match(src):
                self._wrong(line, error.message, error.hint)
                return tag
            self._doubt(line, error.message, error.hint)
            words = escape(values.get("alt", "").strip() or src)
            before = match.string[: match.start()]
            if before.rfind("<a ") > before.rfind("</a>"):
                return words
            link = f'<a href="{escape(src)}">{words}</a>'
            return f"<p>{link}</p>" if match[2] else link

    def _link(self, match: re.Match[str]) -> str:
        tag = match[0]
        found = re.search(r'\bhref="([^"]*)"', tag)
        assert found
        href = unescape(found[1])
        line = self._lines.of(f"({href}", href)
        target = self._workshop.links.resolve(href, self._document)
        if isinstance(target, str):
            self._wrong(line, f"nothing stands at “{href}”", target)
            return tag
        if target.url is not None:
            self._references.append(Reference(target.url, target.fragment, line))
        return tag[: found.start(1)] + escape(target.href) + tag[found.end(1) :]

    def _heading(self, match: re.Match[str]) -> str:
        level, before, name, after, inner = match.groups()
        if self._document.meta.jekyll:
            level = self._fitting(int(level))
        title = re.sub(r"<[^>]+>", "", inner)
        written = f"{'#' * int(level)} {title}"
        if level == "1":
            line = self._lines.of(written, title)
            self._wrong(line, f"“{written}” is a second title", "start sections with ##")
        elif int(level) > self._level + 1:
            line = self._lines.of(written, title)
            self._wrong(line, f"“{written}” skips a level", f"use {'#' * (self._level + 1)}")
        self._level = int(level)
        said = self._words["section"]
        anchor = f'<a class="anchor" href="#{name}" aria-label="{said}">#</a>'
        return f'<h{level}{before} id="{name}"{after}>{inner} {anchor}</h{level}>'

    def _fitting(self, written: int) -> str:
        """The level of a heading below the page's title, whatever the levels begin with."""
        while self._above and self._above[-1] >= written:
            self._above.pop()
        self._above.append(written)
        return str(min(len(self._above) + 1, 6))

    def _table(self, match: re.Match[str]) -> str:
        table = _NO_HEAD.sub("", match[0], count=1)
        word = self._words["table"]
        return f'<div class="table" role="group" aria-label="{word}" tabindex="0">{table}</div>'

    def _task(self, match: re.Match[str]) -> str:
        label = self._words["done" if match[1] else "to_do"]
        return f'<input type="checkbox" disabled{match[1] or ""} aria-label="{label}">'

    def _doubt(self, line: int, message: str, hint: str) -> None:
        doubt(self._draft, [BuildError(self._document.source, line, message, hint)], self._problems)

    def _wrong(self, line: int, message: str, hint: str) -> None:
        self._problems.append(BuildError(self._document.source, line, message, hint))
