"""What a text embeds that is no picture: films, sounds, frames, scripts.

A file beside the text is copied into the site. Pages load nothing from elsewhere, and their
security policy allows a text no script, style or plug-in: each of these is a doubt, and a link
stands in the place of what would have been loaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape

from pastiche.site import tags
from pastiche.site.links import Target
from pastiche.site.urls import ELSEWHERE

ANY = re.compile(
    r"<(?P<name>script|style|iframe|object|embed|video|audio)\b(?P<tag>[^>]*)>"
    r"(?:.*?</(?P=name)\s*>)?",
    re.DOTALL | re.IGNORECASE,
)
_FORBIDDEN = frozenset({"script", "style", "object", "embed"})
_ADDRESS = re.compile(r"""(?<=\s)(src|poster|data)=(?:"([^"]*)"|'([^']*)')""")


class Embedded:
    """Replaces what `ANY` finds. `resolve` gives the target of an address or a hint; `wrong` and
    `doubt` are told of what is amiss: a text that stands in the source, the message, the hint."""

    def __init__(
        self,
        resolve: Callable[[str], Target | str],
        wrong: Callable[[str, str, str], None],
        doubt: Callable[[str, str, str], None],
    ) -> None:
        self._resolve, self._wrong, self._doubt = resolve, wrong, doubt

    def __call__(self, match: re.Match[str]) -> str:
        """The element with addresses in the site, a link to what it would load, or nothing."""
        name, written = match["name"].lower(), match[0]
        if "json" in tags.attributes(match["tag"]).get("type", ""):
            return written  # data that runs nothing
        for address in _ADDRESS.finditer(written):
            url = unescape(address[2] or address[3] or "")
            if ELSEWHERE.match(url):
                hint = "a page loads nothing from elsewhere: link to it"
                self._doubt(url, f"<{name}> would load {url}", hint)
                words = tags.attributes(match["tag"]).get("title") or url
                linked = name != "script"
                return f'<a href="{escape(url)}">{escape(words)}</a>' if linked else ""
        if name in _FORBIDDEN:
            hint = "the security policy of the pages forbids it"
            self._doubt(f"<{match['name']}", f"<{name}> has no place in a text", hint)
            return ""
        return _ADDRESS.sub(self._local, written)

    def _local(self, match: re.Match[str]) -> str:
        url = unescape(match[2] or match[3] or "")
        target = self._resolve(url)
        if isinstance(target, str):
            self._wrong(url, f"nothing stands at “{url}”", target)
            return match[0]
        return f'{match[1]}="{escape(target.href)}"'
