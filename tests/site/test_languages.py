"""Pages in another language than the site's: their words, their dates, their stylizer."""

from __future__ import annotations

import re

import pytest

from pastiche.site.words import Languages

GERMAN = """\
---
title: Wellen
date: 2026-03-02
lang: de
---

Ein Satz über Wellen.
"""


def test_a_page_is_in_the_language_of_its_front_matter(project):
    project.post("Water.")
    project.write("posts/wellen.md", GERMAN)
    project.build()
    german, english = project.page("posts/wellen/"), project.page()
    assert '<html lang="de">' in german
    assert "Zum Text springen" in german
    assert "2. März 2026" in german
    assert '"inLanguage": "de"' in german
    assert '<html lang="en">' in english
    assert "Skip to the text" in english
    assert "2 January 2026" in english


def test_what_surrounds_a_page_is_in_its_language_or_says_which_one_it_is_in(project):
    project.post("Water.")
    project.write("posts/wellen.md", GERMAN)
    project.write("pages/about.md", "---\ntitle: About\n---\n\nWho.\n")
    project.write("pages/hilfe.md", "---\ntitle: Hilfe\nlang: de\nmenu: false\n---\n\nSo.\n")
    project.build()
    german, english = project.page("posts/wellen/"), project.page()
    assert "Neuronaler Stiltransfer in Ihrem eigenen Browser." in german
    assert "Neural style transfer in your own browser." in english
    assert '<a href="../../about/" lang="en" hreflang="en">About</a>' in german
    assert '<a href="../../hilfe/">Hilfe</a>' in german
    assert '<a href="../../hilfe/" lang="de" hreflang="de">Hilfe</a>' in english
    project.write("site.yml", "tagline: Notes from the shore\n")
    project.build()
    assert '<span lang="en">Notes from the shore.</span>' in project.page("posts/wellen/")


def test_what_an_article_says_by_itself_is_in_its_language(project):
    project.write("references.bib", "@misc{wave, title = {Die Welle}, year = 2001}")
    project.write(
        "posts/wellen.md",
        GERMAN
        + "\n## Teil\n\n| a |\n|---|\n| 1 |\n{: #werte}\n\n!!! theorem\n    Ja.\n\n- [x] gut\n\n"
        + "Nach {{ cite('wave') }} und [](#werte).[^1]\n\n```text\nx\n```\n\n[^1]: So.\n",
    )
    project.build()
    page = project.page("posts/wellen/")
    for said in (
        ">Tabelle 1</a>",
        'aria-label="Tabelle"',
        ">Satz 1.</span>",
        'aria-label="erledigt"',
        'title="Zurück zum Text, Anmerkung 1"',
        'aria-label="Link zu diesem Abschnitt"',
        ">Literatur</h2>",
    ):
        assert said in page


def test_lists_are_in_the_language_of_the_site(project):
    project.write("site.yml", "title: Bilder\nlanguage: de-AT\n")
    project.post("Water.")
    project.build()
    assert "<h1>Archiv</h1>" in project.page("archive/")
    assert "<h1>Hier hängt nichts.</h1>" in project.page("404.html")


def test_a_change_of_words_reaches_every_page(project):
    project.write("posts/wellen.md", GERMAN)
    project.build()
    templates = project.root / "templates"
    source = templates.resolve()
    templates.unlink()
    templates.mkdir()
    for path in source.iterdir():
        text = path.read_text(encoding="utf-8")
        (templates / path.name).write_text(text.replace("Zum Text springen", "Weiter zum Text"))
    project.build()
    assert "Weiter zum Text" in project.page("posts/wellen/")


@pytest.mark.parametrize("tag", ["german please", "1"])
def test_what_is_no_language_is_said(project, tag):
    project.write("posts/wellen.md", GERMAN.replace("lang: de", f"lang: {tag}"))
    (error,) = project.errors()
    assert re.search(r"wellen\.md:4: lang must be (the tag of a language|text in quotes)", error)


def test_every_language_fills_in_what_english_fills_in(root):
    def gaps(words):
        return {name: sorted(re.findall(r"\{\w+\}", str(word))) for name, word in words.items()}

    table = Languages(root, "en").table
    assert len(table) > 1
    for words in table.values():
        assert gaps(words) == gaps(table["en"])
        assert words["in_text"].keys() == table["en"]["in_text"].keys()
