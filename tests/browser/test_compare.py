"""The page on which every method paints the same picture, as a reader uses it."""

from __future__ import annotations

import base64
from typing import Any

import numpy as np
import pytest

from tests.browser.test_access import violations
from tests.browser.test_labs import SOFTWARE_GPU, button, lab, said, wait
from tests.models.gatys_reference import Reference

URL = "compare/"
LISTEN = """lab => {
  lab.rows = {};
  const text = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  lab.shown = ({width, height, data}) => ({width, height, data: text(data)});
  lab.addEventListener('lab-row', ({detail: {id, pixels, ...row}}) =>
    (lab.rows[id] = {...row, picture: lab.shown(pixels)}));
}"""
STYLE = """async (lab, {width, height}) => {
  const style = await lab.pictures.style;
  const scale = Math.sqrt((width * height) / (style.width * style.height));
  const size = {width: Math.round(scale * style.width), height: Math.round(scale * style.height)};
  return lab.shown(await lab.pixels(style, size));
}"""


def opened(site, page, backend: str = "wasm"):
    """The comparison at 64 pixels, its rows collected as they come."""
    element = lab(page, site.url + URL, "families-lab", backend)
    element.get_by_label("Longer side").select_option("64")
    element.evaluate(LISTEN)
    return element


def done(element, seconds: float = 60) -> dict[str, Any]:
    """Waits for the end, and gives what was told of each row."""
    wait(element, "['done', 'error'].includes(lab.dataset.state)", seconds)
    assert element.get_attribute("data-state") == "done", said(element)
    rows: dict[str, Any] = element.evaluate("lab => lab.rows")
    return rows


def cells(element, name: str) -> list[str]:
    return element.locator(f"tr[data-id={name}] td").all_inner_texts()


def picture(shown: dict[str, Any]) -> np.ndarray:
    pixels = np.frombuffer(base64.b64decode(shown["data"]), np.uint8)
    return pixels.reshape(shown["height"], shown["width"], 4)[..., :3] / 255


def test_all_paint_and_the_losses_in_the_table_are_tensorflows(site, page, root):
    element = opened(site, page)
    element.get_by_label("Evaluations").select_option("25")
    button(element, "Compare").click()
    rows = done(element)
    painted = ["johnson", "adain", "sanet-lite", "gatys"]
    assert list(rows) == ["content", "style", *painted]
    assert {rows[name]["backend"] for name in painted} == {"wasm"}
    assert all(rows[name][time] > 0 for name in painted for time in ("first", "later"))
    assert cells(element, "content")[-2:] == ["0.00", "1.00"]
    for name in ("ghiasi", "sanet"):
        assert f"model fetch {name}" in cells(element, name)[0]

    content = picture(rows["content"]["picture"])
    style = picture(element.evaluate(STYLE, rows["content"]["picture"]))
    reference = Reference(root / "assets/models/perceptual", "average")
    wanted = reference.wanted(content, style)
    base = float(reference.losses(content, wanted)["style"])
    for name, row in rows.items():
        losses = reference.losses(picture(row["picture"]), wanted)
        expected = {"content": float(losses["content"]), "style": float(losses["style"]) / base}
        assert row["losses"] == pytest.approx(expected, rel=1e-3, abs=1e-6)
        shown = [float(text) for text in cells(element, name)[-2:]]
        assert shown == pytest.approx(list(expected.values()), abs=0.006)

    axe = (root / "node_modules/axe-core/axe.min.js").read_text()
    assert violations(page, axe) == []
    element.get_by_role("button", name="Search (Gatys)").click()
    large = element.get_by_role("dialog")
    assert large.get_by_role("img", name="Search (Gatys)").is_visible()
    page.keyboard.press("ArrowRight")
    assert large.get_by_role("img", name="The photograph as it is").is_visible()
    page.keyboard.press("Escape")
    assert not large.is_visible()


def test_who_cannot_paint_says_why_and_the_reader_can_stop_and_cancel(site, page, save, painting):
    element = opened(site, page)
    page.context.route("**/sanet-lite-*/card.json", lambda route: route.abort())
    element.get_by_label("Evaluations").select_option("400")
    element.get_by_label("Choose a style file").set_input_files(save(painting, "own.png"))
    wait(element, "lab.pictures.style.then((picture) => picture.title === 'own')")
    assert "one painting only" in cells(element, "johnson")[0]
    button(element, "Compare").click()
    enough = button(element, "That is enough of the search")
    enough.click()
    rows = done(element)
    assert list(rows) == ["content", "style", "gatys"]
    assert rows["gatys"]["evaluations"] < 400
    assert "connection failed" in cells(element, "adain")[0]
    assert "connection failed" in cells(element, "sanet-lite")[0]

    button(element, "Compare").click()
    enough.wait_for()
    button(element, "Cancel").click()
    assert "Cancelled" in said(element)
    assert cells(element, "content")[-2:] == ["0.00", "1.00"]
    assert button(element, "Compare").is_visible()


@pytest.mark.parametrize("page", [SOFTWARE_GPU], indirect=True)
def test_on_webgl_the_content_scores_the_same(site, page):
    """With one network: software draws slowly, and the others are tested elsewhere."""
    element = opened(site, page, "webgl")
    element.evaluate(
        "lab => (lab.config.entrants = lab.config.entrants.filter(({id}) => "
        "['content', 'johnson'].includes(id)))"
    )
    button(element, "Compare").click()
    rows = done(element)
    assert element.get_attribute("data-backend") == "webgl"
    assert rows["johnson"]["backend"] == "webgl"
    assert cells(element, "content")[-2:] == ["0.00", "1.00"]
    assert rows["johnson"]["losses"]["content"] > 0.1
