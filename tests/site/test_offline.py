"""What makes the site an app: its manifest, its icons, and the version in its service worker."""

from __future__ import annotations

import json
import re

from PIL import Image


def version(project) -> str:
    match = re.match(r'const BUILD = {"version": "(\w+)"', project.page("sw.js"))
    assert match
    return match[1]


def test_the_manifest_names_icons_that_are_there(project):
    project.post("Water.")
    project.build()
    manifest = json.loads(project.page("site.webmanifest"))
    assert manifest["start_url"] == manifest["scope"] == "./"
    for icon in manifest["icons"]:
        assert not icon["src"].startswith("/")
        with Image.open(project.out / icon["src"]) as picture:
            assert icon["sizes"] == "{}x{}".format(*picture.size)
            side = picture.width
            corner, beside = picture.getpixel((0, 0)), picture.getpixel((side // 5, side // 2))
        ground = (196, 53, 29, 255)
        assert beside == ground
        assert corner == (ground if icon["purpose"] == "maskable" else (0, 0, 0, 0))
    assert {"192x192", "512x512"} <= {icon["sizes"] for icon in manifest["icons"]}


def test_the_version_is_that_of_what_the_site_holds(project):
    project.post("Water.")
    project.build()
    first = version(project)
    project.post("Wind.")
    project.build()
    second = version(project)
    assert first != second
    project.post("Water.")
    project.build()
    assert version(project) == first
