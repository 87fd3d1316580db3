"""What pages load: small, hashed, and made again only when something changed."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pastiche.errors import BuildError
from pastiche.site.bundle import bundle

BUDGET = 300_000  # bytes over the wire before the network itself; Pages serves gzip


def test_scripts_styles_and_wasm_stay_within_their_budget(root, tmp_path):
    """What a first picture takes; what a press on some other button fetches is not in it."""
    names = bundle(root, tmp_path)
    first = ("style-transfer.js", "worker.js", "webgl.js", "wasm.js")
    files = _with_imports([tmp_path / names[name] for name in first])
    files.add(tmp_path / names["tfjs-backend-wasm-simd.wasm"])
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    assert sum(sizes.values()) <= BUDGET, sizes


def _with_imports(scripts: list[Path]) -> set[Path]:
    """The scripts, and all that is fetched with them: whatever they do not import by a call."""
    found: set[Path] = set()
    while scripts:
        script = scripts.pop()
        if script in found:
            continue
        found.add(script)
        imports = re.findall(r'(?:from|import)\s*"\./([^"]+)"', script.read_text("utf-8"))
        scripts += [script.with_name(name) for name in imports]
    return found


def test_every_file_is_named_by_its_content_and_the_names_say_where(root, tmp_path):
    names = bundle(root, tmp_path)
    assert {"style-transfer.js", "worker.js", "tfjs-backend-wasm-simd.wasm"} <= set(names)
    for logical, address in names.items():
        assert (tmp_path / address).is_file()
        assert address.rsplit("/", 1)[1] != logical


def test_no_script_is_inline_or_from_elsewhere(root, tmp_path):
    bundle(root, tmp_path)
    for path in (tmp_path / "assets/js").glob("*.js"):
        text = path.read_text("utf-8")
        assert "unpkg.com" not in text
        assert "jsdelivr" not in text


def test_a_second_bundle_starts_no_process(root, tmp_path, monkeypatch):
    first = bundle(root, tmp_path / "first")
    monkeypatch.setattr(subprocess, "Popen", pytest.fail)
    assert bundle(root, tmp_path / "second") == first


@pytest.fixture
def copy(root, tmp_path):
    """A project with the stylizer's sources, to make mistakes in."""
    shutil.copytree(root / "assets/stylizer", tmp_path / "assets/stylizer")
    shutil.copyfile(root / "package-lock.json", tmp_path / "package-lock.json")
    (tmp_path / "node_modules").symlink_to(root / "node_modules")
    return tmp_path


def test_a_mistake_names_its_file_and_line(copy):
    script = copy / "assets/stylizer/state.js"
    script.write_text("export const one = 1;\nexport const = 2;\n")
    with pytest.raises(BuildError) as caught:
        bundle(copy, copy / "out")
    assert caught.value.path == script
    assert caught.value.line == 2


def test_missing_libraries_are_said(copy):
    (copy / "node_modules").unlink()
    with pytest.raises(BuildError, match="libraries are not installed"):
        bundle(copy, copy / "out")
