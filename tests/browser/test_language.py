"""A page in German: its stylizer speaks German, and no word of English is left."""

from __future__ import annotations

import re

WORDS = """async (host) => {
  const shown = [];
  for (const element of host.shadowRoot.querySelectorAll('*')) {
    const said = ['aria-label', 'title', 'alt', 'aria-valuetext'];
    shown.push(...said.map((name) => element.getAttribute(name)));
    const texts = [...element.childNodes].filter(({nodeType}) => nodeType === Node.TEXT_NODE);
    shown.push(...texts.map(({data}) => data));
  }
  return shown.filter((text) => text?.trim()).map((text) => text.trim());
}"""


def test_a_german_page_speaks_german(root, site, stylizer, save, photo, painting):
    stylizer.open(f"{site.url}deutsch/")
    host = stylizer.host
    for label, picture in (("Bilddatei wählen", photo), ("Stildatei wählen", painting)):
        host.get_by_label(label).set_input_files(save(picture, f"{label}.png"))
    with stylizer.expect_result():
        host.get_by_role("button", name="Stilisieren").click()
    assert stylizer.status.inner_text().startswith("Fertig: 128 × 96 Pixel")
    assert host.get_by_role("button", name="PNG sichern").is_visible()
    shown = set(host.evaluate(WORDS))
    english = _plain_words((root / "assets/stylizer/messages.en.js").read_text("utf-8"))
    german = _plain_words((root / "assets/stylizer/messages.de.js").read_text("utf-8"))
    assert shown & (german - english)
    assert not shown & (english - german)
    assert host.get_by_title("Weizen und Wind", exact=True).first.is_visible()


def test_an_english_page_fetches_no_german(site, stylizer):
    stylizer.open(site.url)
    stylizer.page.wait_for_load_state("networkidle")
    assert stylizer.button.is_visible()
    assert not [path for _, path in site.requests if "messages" in path]


def _plain_words(script: str) -> set[str]:
    """Every text in quotes."""
    return set(re.findall(r"'([^'\n]+)'", script))
