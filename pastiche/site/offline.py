"""What makes the site an app that can be installed and read offline: service worker and manifest.

https://www.w3.org/TR/appmanifest/; the service worker is templates/service-worker.js.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pastiche.site import cache
from pastiche.site.bundle import SCRIPTS
from pastiche.site.documents import SiteInfo
from pastiche.site.icons import Icon

WORKER = "sw.js"
MANIFEST = "site.webmanifest"
PAPER = "#fcfbf9"
_SELDOM = re.compile(r"/(?:element|lab|webgpu|tfjs-backend-wasm)-(?!simd-)")
"""Scripts that few visitors run: kept when they are fetched, and not before."""


def service_worker(
    root: Path,
    files: Mapping[str, str],
    scripts: list[str],
    info: SiteInfo,
    words: Mapping[str, Any],
) -> str:
    """The text of sw.js for a site of `files`, digest by path; a file without one is named by its
    content. `scripts` are the files of the stylizer, by their paths in the site."""
    bundled = sorted(path for path in scripts if path.startswith(f"{SCRIPTS}/"))
    kit = [path for path in bundled if not _SELDOM.search(path)]
    source = (root / "templates" / "service-worker.js").read_text(encoding="utf-8")
    build = {
        "version": cache.digest(source, *(f"{path} {files[path]}" for path in sorted(files))),
        "kit": kit,
        "words": {"lang": info.language} | words["offline"],
    }
    return f"const BUILD = {json.dumps(build, ensure_ascii=False)};\n{source}"


def manifest(info: SiteInfo, icons: list[Icon]) -> str:
    """The text of site.webmanifest, which stands at the site's root: its addresses are relative."""
    data = {
        "name": info.title,
        "short_name": info.title,
        "description": info.description,
        "lang": info.language,
        "start_url": "./",
        "scope": "./",
        "display": "minimal-ui",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": icon.path, "sizes": icon.sizes, "type": icon.type, "purpose": icon.purpose}
            for icon in icons
        ],
    }
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
