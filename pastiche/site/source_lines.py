"""The lines of a source on which something stands that was found in the HTML made of it."""

from __future__ import annotations

from pastiche.site.documents import Document


class SourceLines:
    """Looks texts up in a document; one that stands there several times is found in its order."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._seen: dict[str, int] = {}

    def of(self, *needles: str) -> int:
        """The line of the next place where one of `needles` stands; else the body's first."""
        body = self._document.body
        for needle in needles:
            start = body.find(needle, self._seen.get(needle, 0))
            if start >= 0:
                self._seen[needle] = start + 1
                return self._document.body_line + body.count("\n", 0, start)
        return self._document.body_line

    def of_last(self, *needles: str) -> int:
        """The line of the last place where one of `needles` stands; else the body's first."""
        body = self._document.body
        start = max(body.rfind(needle) for needle in needles)
        return self._document.body_line + body.count("\n", 0, max(start, 0))
