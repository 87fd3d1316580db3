"""The TeX that stands in bibliographies, as Unicode text: accents, dashes, braces, quotes."""

from __future__ import annotations

import re
import unicodedata

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    '"': "\u0308",
    "=": "\u0304",
    ".": "\u0307",
    "u": "\u0306",
    "v": "\u030c",
    "H": "\u030b",
    "c": "\u0327",
    "k": "\u0328",
    "r": "\u030a",
}
_LETTERS = {
    "ss": "ß",
    "ae": "æ",
    "AE": "Æ",
    "oe": "œ",
    "OE": "Œ",
    "o": "ø",
    "O": "Ø",
    "aa": "å",
    "AA": "Å",
    "l": "ł",
    "L": "Ł",
    "i": "ı",
    "j": "ȷ",
}
_ACCENT = re.compile(
    r"\\([`'^~\"=.]|[uvHckr](?![a-zA-Z]))\s*(?:\{\s*\\?([a-zA-Z])\s*\}|\\?([a-zA-Z]))"
)
_LETTER = re.compile(
    r"\{\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])\}|"
    r"\\(ss|ae|AE|oe|OE|aa|AA|[oOlLij])(?![a-zA-Z])(?:\{\}|\s+)?"
)


def plain(value: str) -> str:
    r"""TeX as Unicode text.

    >>> plain(r"G{\"o}del, {E}scher \& Fran\c{c}ois -- 1--2")
    'Gödel, Escher & François – 1–2'
    """

    def accented(match: re.Match[str]) -> str:
        return unicodedata.normalize("NFC", (match[2] or match[3]) + _ACCENTS[match[1]])

    value = _ACCENT.sub(accented, value)
    value = _LETTER.sub(lambda match: _LETTERS[match[1] or match[2]], value)
    value = re.sub(r"\\([&%$#_{}])", r"\1", value)
    value = re.sub(r"\\(?:emph|textit|textbf|texttt|textsc|url)\b", "", value)
    value = re.sub(r"[{}]", "", value).replace("~", " ")
    value = value.replace("---", "—").replace("--", "–").replace("``", "“").replace("''", "”")
    return re.sub(r"\s+", " ", value).strip()
