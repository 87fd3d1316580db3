"""Checks of whole formats over the finished site: Atom, sitemap, model packages, weights, HTML."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from pastiche.errors import BuildError
from pastiche.site.page_facts import PageFacts

PAGE_BYTES = 1_500_000  # what a page and its styles, scripts and fonts may weigh, without pictures
HTML_BYTES = 500_000  # what its text alone may weigh
_ATOM = "{http://www.w3.org/2005/Atom}"
_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})")
_WEIGHED = (".css", ".js", ".woff2")
_RULES = {
    "root": True,
    "extends": ["html-validate:standard"],
    "rules": {
        "void-style": "off",  # both forms are valid HTML; formulas and pictures come with the other
        "no-trailing-whitespace": "off",
        "no-inline-style": "error",
        "long-title": "off",
        "doctype-style": "off",
        "require-sri": "off",  # every file is of this site
        "attribute-boolean-style": "off",
        "no-raw-characters": "off",
    },
}

Fault = tuple[str, int | None, str, str]
"""Path in the site, line, what is wrong, what to do."""


def atom(path: str, text: str) -> Iterator[Fault]:
    """What RFC 4287 asks of a feed (https://www.rfc-editor.org/rfc/rfc4287)."""
    try:
        feed = ET.fromstring(text)
    except ET.ParseError as error:
        yield path, error.position[0], f"is not XML: {error}", "mend templates/feed.xml"
        return

    def fault(message: str) -> Fault:
        return path, None, message, "mend templates/feed.xml"

    if feed.tag != f"{_ATOM}feed":
        yield fault("is not an Atom feed")
        return
    entries = feed.findall(f"{_ATOM}entry")
    for number, part in enumerate([feed, *entries]):
        name = f"entry {number}" if number else "the feed"
        for child in ("id", "title", "updated"):
            count = len(part.findall(f"{_ATOM}{child}"))
            if count != 1:
                yield fault(f"{name} has {count} elements <{child}>, not one")
        address = part.findtext(f"{_ATOM}id") or ""
        if not urlsplit(address).scheme:
            yield fault(f"the id of {name}, “{address}”, is not an absolute address")
        for child in ("updated", "published"):
            time = part.findtext(f"{_ATOM}{child}")
            if time is not None and not _TIME.fullmatch(time):
                yield fault(f"{child} of {name}, “{time}”, is not a time")
    if feed.find(f"{_ATOM}author") is None and not all(
        entry.find(f"{_ATOM}author") is not None for entry in entries
    ):
        yield fault("has entries without an author")
    for name, count in Counter(entry.findtext(f"{_ATOM}id", "") for entry in entries).items():
        if count > 1:
            yield fault(f"two entries have the id {name}")
    if not any(link.get("rel") == "self" for link in feed.findall(f"{_ATOM}link")):
        yield fault("does not say where it stands (rel=self)")


def sitemap(path: str, text: str, pages: Mapping[str, PageFacts]) -> Iterator[Fault]:
    """Whether a sitemap lists pages of this site, each once."""
    hint = "mend templates/sitemap.xml"
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        yield path, error.position[0], f"is not XML: {error}", hint
        return
    places = [url.findtext(f"{_SITEMAP}loc") or "" for url in root.findall(f"{_SITEMAP}url")]
    folders = {path.removesuffix("index.html") for path in pages if path.endswith("index.html")}
    for listed, count in Counter(places).items():
        inner = {listed[start:] for start in range(8, len(listed) + 1) if listed[start - 1] == "/"}
        known = folders if listed == min(places, key=len) else folders - {""}
        if not urlsplit(listed).scheme:
            yield path, None, f"{listed} is not an absolute address", hint
        elif inner.isdisjoint(known):
            yield path, None, f"nothing stands at {listed}", hint
        if count > 1:
            yield path, None, f"{listed} is listed {count} times", hint


def packages(site: Path) -> Iterator[Fault]:
    """Whether every model package is whole: sizes, digests, shards, self-test."""
    from pastiche.models.package import verify_package

    for card in sorted((site / "assets" / "models").glob("*/card.json")):
        try:
            verify_package(card.parent)
        except BuildError as error:
            place = (error.path or card).relative_to(site).as_posix()
            yield place, None, error.message, "export the model again"


def weights(site: Path, pages: Mapping[str, PageFacts]) -> Iterator[Fault]:
    """Pages that weigh more than their budget."""
    for path, facts in pages.items():
        own = (site / path).stat().st_size
        if own > HTML_BYTES:
            message = f"has {own / 1e3:.0f} kB of HTML"
            yield path, None, message, f"part it: {HTML_BYTES / 1e3:.0f} kB at most"
        loaded = {url.partition("#")[0] for _, url in facts.loads if url.endswith(_WEIGHED)}
        files = [(site / path).parent / url for url in loaded]
        whole = own + sum(file.stat().st_size for file in files if file.is_file())
        if whole > PAGE_BYTES:
            message = f"weighs {whole / 1e3:.0f} kB with its styles, scripts and fonts"
            yield path, None, message, f"load less: {PAGE_BYTES / 1e3:.0f} kB at most"


def html(root: Path, site: Path) -> Iterator[Fault]:
    """What html-validate (https://html-validate.org) finds; nothing when it is not installed."""
    from pastiche.site.tools import node

    program = root / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
    if not program.is_file():
        return
    rules = site.parent / f".{site.name}-html-validate.json"
    rules.write_text(json.dumps(_RULES))
    try:
        ran = subprocess.run(
            [node(), str(program), "--config", str(rules), "--formatter", "json", str(site)],
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        rules.unlink()
    try:
        found = json.loads(ran.stdout)
    except ValueError:
        last = (ran.stderr.strip().splitlines() or ["it said nothing"])[-1]
        raise BuildError(None, None, f"html-validate could not run: {last}", "") from None
    for file in found:
        place = Path(file["filePath"]).resolve().relative_to(site.resolve()).as_posix()
        for message in file["messages"]:
            if message["severity"] == 2:
                said = f"{message['message']} ({message['ruleId']})"
                yield place, message["line"], said, "mend the post or the template"


def spelling(root: Path) -> Iterator[BuildError]:
    """What codespell (https://github.com/codespell-project/codespell) finds in content/."""
    ran = subprocess.run(
        [sys.executable, "-m", "codespell_lib", "--skip", "*.svg,*.bib", "content"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    for line in ran.stdout.splitlines():
        if found := re.match(r"(.+?):(\d+): (.+?) ==> (.+)", line):
            message = f"“{found[3]}” may be misspelt"
            yield BuildError(Path(found[1]), int(found[2]), message, f"{found[4]}?")
