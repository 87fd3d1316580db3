"""The quick inline steps write what Python-Markdown's own write."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pastiche.site import dialect
from pastiche.site.quick_inline import hasten

PIECES = tuple(
    """
    word one, *em* **strong** ***both*** _a_ __b__ `code` ``a`b`` [link](x.md) [l](u't') ![i](p.png)
    [ref] [a][b] <https://a.org> <a@b.org> <b>html</b> &amp; &copy; \\* \\\\ 'q' "q" '90s don't --
    --- ... << >> ^up^ ~down~ ~~gone~~ ==mark== [^1] * _ ` [ ] ( ) ! < > & \\ ' " - . ^ ~ = | 5*3
    """.split()  # noqa: SIM905 (quotes in quotes read worse)
)


def convert(text: str, *, quick: bool) -> str:
    processor = markdown.Markdown(
        extensions=dialect._EXTENSIONS, extension_configs=dialect._SETTINGS, output_format="html"
    )
    if quick:
        hasten(processor)
    return processor.convert(f"{text}\n\n[ref]: r.md\n[b]: s.md\n[^1]: Note.\n")


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([*PIECES, "\n", "  \n", "\n\n", "\n* ", "\n| a | b |\n|---|---|\n| "]))
)
def test_any_text_is_the_same(pieces: list[str]) -> None:
    text = " ".join(pieces)
    assert convert(text, quick=True) == convert(text, quick=False)


@pytest.mark.parametrize("piece", PIECES)
def test_each_piece_is_the_same(piece: str) -> None:
    text = f"Before {piece} after{piece}"
    assert convert(text, quick=True) == convert(text, quick=False)
