"""Render, second step: a draft becomes the HTML of its article, with everything in its place.

The patterns below look at HTML that Markdown has just written, not at any HTML.
"""

from __future__ import annotations

import re
from html import escape, unescape

from pastiche.errors import BuildError
from pastiche.site import crossrefs, tags
from pastiche.site.article import Article, Draft, Reference, Workshop
from pastiche.site.citations import Citations
from pastiche.site.islands import ISLAND
from pastiche.site.maths import Formula
from pastiche.site.shortcodes import INLINE, Cite, Compare, References, Stylizer

_ALONE = re.compile(rf"<p([^>]*)>\s*({ISLAND.pattern})\s*</p>")
_PICTURE = re.compile(r"<p([^>]*)>\s*(<img\b[^>]*>)\s*</p>|<img\b[^>]*>")
_LINK = re.compile(r"<a\b[^>]*?\bhref=\"[^\"]*\"[^>]*>")
_HEADING = re.compile(r'<h([1-6])([^>]*?)\sid="([^"]+)"([^>]*)>(.*?)</h\1>', re.DOTALL)
_ID = re.compile(r'\sid="([^"]+)"')
_UNREAD = re.compile(r"\$\$.*?\$\$|\{\{.*?\}\}|^\[\^.*?$", re.DOTALL | re.MULTILINE)
"""Formulas, shortcodes and notes, which do not count as reading time."""
_NO_HEAD = re.compile(r"<thead>\s*<tr>\s*(?:<th></th>\s*)+</tr>\s*</thead>\s*")
_TASK = re.compile(r'<input type="checkbox" disabled( checked)?/>')
_PLAIN_CODE = '<pre class="code" tabindex="0" role="group" aria-label="Code: text"><code>'
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
        self._seen: dict[str, int] = {}
        self._level = 1  # of the last heading: the page's title

    def article(self) -> Article:
        html = self._draft.html
        if "<img" in html:
            html = _PICTURE.sub(self._picture, html)
        html = _LINK.sub(self._link, html)
        html = _HEADING.sub(self._heading, html)
        html = _TABLE.sub(self._table, html)
        html = html.replace("<pre><code>", _PLAIN_CODE)
        html = html.replace(f"{_ADMONITION} showcase", _SHOWCASE)
        if "<input" in html:
            html = _TASK.sub(_task, html)
        html = _ALONE.sub(self._block, html)
        html = ISLAND.sub(lambda match: self._island(match[0], {}), html)
        html = self._references_in(html)
        html, vain = crossrefs.resolve(html)
        given = [
            match[1]
            for match in _ID.finditer(html)
            if html.rfind("<", 0, match.start()) > html.rfind(">", 0, match.start())
        ]
        ids = frozenset(given)
        for name in dict.fromkeys(given) if len(given) > len(ids) else ():
            if given.count(name) > 1:
                line = self._line_of_last(f"#{name}", f'"{name}"')
                self._wrong(line, f"the id “{name}” is given a second time", "rename one of them")
        for name in vain:
            if name in ids:
                line = self._line_of(f"[](#{name})")
                self._wrong(
                    line, f"“[](#{name})” has no words to show", "write some in the brackets"
                )
        html = tags.lift_styles(html, self._workshop.rules)
        codes = self._draft.codes.values()
        stylizer = any(isinstance(code, Stylizer) for code in codes)
        features = {"copy"} if '<pre class="code"' in html else set()
        features |= {"compare"} if any(isinstance(code, Compare) for code in codes) else set()
        words = len(_UNREAD.sub(" ", self._document.body).split())
        references = tuple(self._references)
        notes = tuple(self._draft.notes)
        return Article(
            self._document, html, ids, references, stylizer, words, notes, frozenset(features)
        )

    def _references_in(self, html: str) -> str:
        """Puts the list of cited works where the author wants it, or at the end."""
        if _HERE not in html:
            listed = self._citations.references(heading=True)
            return f"{html}\n{listed}" if listed else html
        return html.replace(_HERE, self._citations.references(heading=False), 1).replace(_HERE, "")

    def _block(self, match: re.Match[str]) -> str:
        if isinstance(self._draft.codes.get(match[2]), INLINE):
            return match[0]
        return self._island(match[2], tags.attributes(match[1]), block=True)

    def _island(self, mark: str, extra: dict[str, str], *, block: bool = False) -> str:
        island = self._draft.islands[mark]
        source = self._document.source
        if island.kind == "code":
            html = self._workshop.highlighter.html(island, source, self._problems)
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
        line = self._line_of(f"({src}", src)
        if not values.get("alt", "").strip() and "role" not in values:
            hint = "say what it shows: ![a boat in fog](boat.jpg)"
            self._wrong(line, f"the picture {src} has no description", hint)
        extra = tags.attributes(match[1] or "")
        extra |= {name: values[name] for name in ("id", "width") if name in values}
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
            self._wrong(line, error.message, error.hint)
            return tag

    def _link(self, match: re.Match[str]) -> str:
        tag = match[0]
        found = re.search(r'\bhref="([^"]*)"', tag)
        assert found
        href = unescape(found[1])
        line = self._line_of(f"({href}", href)
        target = self._workshop.links.resolve(href, self._document)
        if isinstance(target, str):
            self._wrong(line, f"nothing stands at “{href}”", target)
            return tag
        if target.url is not None:
            self._references.append(Reference(target.url, target.fragment, line))
        return tag[: found.start(1)] + escape(target.href) + tag[found.end(1) :]

    def _heading(self, match: re.Match[str]) -> str:
        level, before, name, after, inner = match.groups()
        title = re.sub(r"<[^>]+>", "", inner)
        written = f"{'#' * int(level)} {title}"
        if level == "1":
            line = self._line_of(written, title)
            self._wrong(line, f"“{written}” is a second title", "start sections with ##")
        elif int(level) > self._level + 1:
            line = self._line_of(written, title)
            self._wrong(line, f"“{written}” skips a level", f"use {'#' * (self._level + 1)}")
        self._level = int(level)
        anchor = f'<a class="anchor" href="#{name}" aria-label="Link to this section">#</a>'
        return f'<h{level}{before} id="{name}"{after}>{inner} {anchor}</h{level}>'

    @staticmethod
    def _table(match: re.Match[str]) -> str:
        table = _NO_HEAD.sub("", match[0], count=1)
        return f'<div class="table" role="group" aria-label="Table" tabindex="0">{table}</div>'

    def _line_of(self, *needles: str) -> int:
        """The line of the next place where one of `needles` stands in the source."""
        body = self._document.body
        for needle in needles:
            start = body.find(needle, self._seen.get(needle, 0))
            if start >= 0:
                self._seen[needle] = start + 1
                return self._document.body_line + body.count("\n", 0, start)
        return self._document.body_line

    def _line_of_last(self, *needles: str) -> int:
        """The line of the last place where one of `needles` stands in the source."""
        body = self._document.body
        start = max(body.rfind(needle) for needle in needles)
        return self._document.body_line + body.count("\n", 0, max(start, 0))

    def _wrong(self, line: int, message: str, hint: str) -> None:
        self._problems.append(BuildError(self._document.source, line, message, hint))


def _task(match: re.Match[str]) -> str:
    label = "done" if match[1] else "to do"
    return f'<input type="checkbox" disabled{match[1] or ""} aria-label="{label}">'
