"""Small surgery on the tags of HTML that Markdown wrote: attributes, and styles without `style=`.

The pages' content security policy forbids inline styles, which Temml and Markdown tables write:
each distinct one becomes a class, and its rule a line of the site's stylesheet.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import escape, unescape

from pastiche.site import cache

_ATTRIBUTE = re.compile(r"""([\w:-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'))?""")
_STYLED = re.compile(r"""<[a-zA-Z][\w-]*\b[^<>]*?\sstyle=(?:"[^"]*"|'[^']*')[^<>]*>""")
_FIRST_TAG = re.compile(r"<([a-zA-Z][\w-]*)([^<>]*?)(/?)>")


def attributes(tag: str) -> dict[str, str]:
    """The attributes of an opening tag, or of the text between its name and its end.

    >>> attributes('<img alt="a &amp; b" src="x.png">')
    {'alt': 'a & b', 'src': 'x.png'}
    """
    inner = re.sub(r"\A<[\w-]+|/?>\Z", "", tag)
    found = _ATTRIBUTE.finditer(inner)
    return {match[1]: unescape(match[2] or match[3] or "") for match in found}


def write(values: dict[str, str]) -> str:
    """Attributes as text, each with a space before it.

    >>> write({"class": "wide", "alt": ""})
    ' class="wide" alt=""'
    """
    return "".join(f' {name}="{escape(value)}"' for name, value in values.items())


def add(html: str, extra: dict[str, str]) -> str:
    """`html` with attributes added to its first tag; classes are joined.

    >>> add('<p class="a">x</p>', {"class": "b", "id": "c"})
    '<p class="a b" id="c">x</p>'
    """
    match = _FIRST_TAG.search(html)
    if not extra or not match:
        return html
    values = attributes(match[2])
    if "class" in extra and "class" in values:
        extra = extra | {"class": f"{values['class']} {extra['class']}"}
    tag = f"<{match[1]}{write(values | extra)}{match[3]}>"
    return html[: match.start()] + tag + html[match.end() :]


def style_class(style: str) -> str:
    """The class that stands for a lifted style."""
    return f"s-{cache.digest(style, length=6)}"


def lift_styles(html: str, rules: dict[str, str]) -> str:
    """Replaces every inline style by a class; the rules, by class name, are added to `rules`."""
    if "style=" not in html:
        return html

    def lift(match: re.Match[str]) -> str:
        tag, name, style = _lifted(match[0])
        rules[name] = style
        return tag

    return _STYLED.sub(lift, html)


@lru_cache(maxsize=4096)
def _lifted(tag: str) -> tuple[str, str, str]:
    """A tag without its style, the class that it has instead, and the style."""
    values = attributes(tag)
    style = values.pop("style").strip().rstrip(";")
    name = style_class(style)
    classes = f"{values.pop('class', '')} {name}".strip()
    head = re.match(r"<[\w-]+", tag)
    assert head
    end = "/>" if tag.endswith("/>") else ">"
    return f"{head[0]}{write({'class': classes} | values)}{end}", name, style
