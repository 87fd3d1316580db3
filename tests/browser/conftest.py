"""The stylizer as a visitor meets it: the built home page in a real browser, driven by hand."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page

from pastiche.site.build import BuildReport, build

Picture = NDArray[np.uint8]


@dataclass
class Stylizer:
    """The page's first `<style-transfer>`, and what the page complained of."""

    page: Page
    complaints: list[str] = field(default_factory=list)
    backend: str | None = None

    def open(
        self, url: str, backend: str | None = "wasm", max_resolution: int | None = None
    ) -> None:
        self.page.goto(url)
        self.backend = backend
        if backend:
            self.host.evaluate("(host, name) => host.setAttribute('backend', name)", backend)
        self.host.evaluate(
            "host => { host.count = 0; host.addEventListener('st-result', () => host.count++) }"
        )
        if max_resolution:
            self.host.get_by_label("Max resolution").select_option(str(max_resolution))

    def change_machine(self, script: str) -> None:
        """Makes every worker see another machine than this one. script: run before its own."""

        def answer(route):
            body = script + route.fetch().text()
            route.fulfill(body=body, content_type="text/javascript")

        self.page.context.route("**/worker-*.js", answer)

    @property
    def host(self):
        return self.page.locator("style-transfer").first

    @property
    def status(self):
        return self.host.locator(".status")

    @property
    def button(self):
        return self.host.get_by_role("button", name="Stylize")

    @property
    def state(self) -> str:
        return self.host.get_attribute("data-state") or ""

    def choose(self, content: Path, style: Path | None = None) -> None:
        self._choose("content", "Choose a picture file", content)
        if style:
            self._choose("style", "Choose a style file", style)

    def _choose(self, role: str, label: str, path: Path) -> None:
        self.host.get_by_label(label).set_input_files(path)
        self.page.wait_for_function(
            "([host, role, title]) => host.session.state[role]?.title === title"
            " || host.dataset.state === 'error'",
            arg=[self.host.element_handle(), role, path.stem],
        )

    def stylize(self, seconds: float = 60) -> None:
        with self.expect_result(seconds):
            self.button.click()

    @contextmanager
    def expect_result(self, seconds: float = 60) -> Iterator[None]:
        """Waits until what is done inside has led to another result, on the backend asked for."""
        before = self.host.evaluate("host => host.count")
        yield
        self.page.wait_for_function(
            "([host, before]) => host.count > before && host.dataset.state === 'done'",
            arg=[self.host.element_handle(), before],
            timeout=1000 * seconds,
        )
        if self.backend:
            assert self.host.get_attribute("data-backend") == self.backend

    def wait(self, *states: str, seconds: float = 60) -> None:
        self.page.wait_for_function(
            "([host, states]) => states.includes(host.dataset.state)",
            arg=[self.host.element_handle(), states],
            timeout=1000 * seconds,
        )

    def cancel(self) -> None:
        """Presses Cancel the moment a run has begun: that of a small picture is soon over."""
        self.page.wait_for_function(
            "host => host.dataset.state === 'running'"
            " && (host.shadowRoot.querySelector('.stop').click(), true)",
            arg=self.host.element_handle(),
        )

    def result(self, kind: str = "image/png") -> Image.Image:
        encoded = self.host.evaluate(
            """async (host, kind) => {
              const bytes = new Uint8Array(await (await host.toBlob(kind)).arrayBuffer());
              return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
            }""",
            kind,
        )
        return Image.open(io.BytesIO(base64.b64decode(encoded)))

    def assert_result_is(self, expected: NDArray[np.floating]) -> None:
        """The result is `expected`, (H, W, 3) in [0, 1], but for what a backend rounds."""
        result = np.asarray(self.result().convert("RGB"), np.float32) / 255
        assert result.shape == expected.shape
        self.assert_not_blank()
        assert np.abs(result - expected).mean() < 2 / 255

    def assert_not_blank(self) -> None:
        assert np.asarray(self.result().convert("RGB")).std() > 5, "blank"


POST = "---\ntitle: Waves\ndate: 2026-01-02\ndescription: On waves.\n---\n\n"
STYLIZER = "{{ stylizer() }}\n"


@pytest.fixture(scope="session")
def offering(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], tuple[Path, BuildReport]]:
    """`offering(package)` builds a site of one post, whose stylizer offers this network too.

    With a text it is a post of that in the stylizer's place.
    """

    def make(package: Path, text: str = STYLIZER) -> tuple[Path, BuildReport]:
        project = tmp_path_factory.mktemp("project")
        for name in ("templates", "assets", "node_modules", "package-lock.json", "models.toml"):
            (project / name).symlink_to(root / name)
        for folder in ("content/posts", ".cache/models"):
            (project / folder).mkdir(parents=True)
        (project / ".cache/models" / package.name).symlink_to(package)
        (project / "content/posts/waves.md").write_text(POST + text)
        return project / "site", build(project, project / "site")

    return make


@pytest.fixture
def stylizer(page: Page) -> Iterator[Stylizer]:
    """A stylizer in a new profile; the test fails if the console had an error."""
    stylizer = Stylizer(page)
    # Chromium tells of file choosers only while somebody listens, and hears that somebody begins
    # to later than it hears a key that is pressed at once.
    page.on("filechooser", lambda _: None)
    page.on("pageerror", lambda error: stylizer.complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            message.type in {"error", "warning"} and stylizer.complaints.append(message.text)
        ),
    )
    yield stylizer
    assert stylizer.complaints == []


@pytest.fixture(scope="session")
def photo() -> Picture:
    """A soft landscape, (96, 128, 3)."""
    y, x = np.mgrid[0:96, 0:128] / 96.0
    hill = (y > 0.55 + 0.15 * np.sin(7 * x))[..., None]
    sky = np.stack([0.4 + 0.4 * y, 0.5 + 0.3 * y, 0.9 - 0.2 * y], -1)
    earth = np.stack([0.3 + 0.2 * x, 0.6 - 0.2 * y, 0.2 + 0.1 * np.sin(9 * x)], -1)
    return _bytes(np.where(hill, earth, sky))


@pytest.fixture(scope="session")
def painting() -> Picture:
    """Bold coloured bands, (128, 96, 3)."""
    y, x = np.mgrid[0:128, 0:96] / 96.0
    waves = [
        np.sin(k * (x * np.cos(a) + y * np.sin(a))) for k, a in ((31, 0.4), (25, 1.9), (19, 1))
    ]
    return _bytes(0.5 + 0.5 * np.stack(waves, -1))


@pytest.fixture(scope="session")
def halves() -> Picture:
    """Red on the left, blue on the right, (256, 256, 3)."""
    picture = np.empty((256, 256, 3), np.uint8)
    picture[:, :128] = (200, 30, 20)
    picture[:, 128:] = (20, 40, 200)
    return picture


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """`save(picture, "name.png")` writes an array or a Pillow image and gives its path."""

    def write(picture: Picture | Image.Image, name: str, **options: object) -> Path:
        image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
        image.save(tmp_path / name, **options)
        return tmp_path / name

    return write


def _bytes(picture: NDArray[np.floating]) -> Picture:
    return np.round(np.clip(picture, 0, 1) * 255).astype(np.uint8)


@pytest.fixture
def wrong_backends(page):
    """A golden answer that no backend gives stands for backends that give wrong answers."""

    def impossible(route):
        card = route.fetch().json()
        card["golden"]["tolerance"] = {"mean": -1, "max": -1}
        route.fulfill(json=card)

    page.route("**/card.json", impossible)
