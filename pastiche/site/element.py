"""The stylizer for other sites: stylizer.js, a module with an address that never changes.

It leads to the element of this build, which is named by its content and knows the networks, scripts
and samples of this site (templates/stylizer-element.js). It is for pages elsewhere; the site's own
pages carry their data in themselves.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from pastiche.site import cache
from pastiche.site.bundle import SCRIPTS
from pastiche.site.urls import ROOT

ENTRY = "stylizer.js"
_NAME = f"{SCRIPTS}/element-"


def write(root: Path, config: Mapping[str, Any], script: str, out: Path) -> None:
    """Writes the element into the site at `out`; `script` is the address of style-transfer.js."""
    source = (root / "templates" / "stylizer-element.js").read_text(encoding="utf-8")
    site = json.dumps(config, ensure_ascii=False, sort_keys=True).replace(ROOT, "./")
    name = script.rsplit("/", 1)[1]
    text = (
        f'import {{StyleTransfer}} from "./{name}";\nexport {{StyleTransfer}};\n'
        f"const SITE = {site};\n{source}"
    )
    (out / f"{_NAME}{cache.digest(text)}.js").write_text(text, encoding="utf-8")


def entry(files: Iterable[str]) -> str:
    """The text of stylizer.js for a site with these files; empty when it has no stylizer."""
    name = next((path for path in files if path.startswith(_NAME)), None)
    return f'export {{StyleTransfer}} from "./{name}";\n' if name else ""
