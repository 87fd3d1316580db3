"""Lifts out of Markdown what Markdown must not touch: code, formulas and shortcodes.

Each becomes one private-use character, an *island*, that passes through any Markdown processor as
part of a word and is replaced by its HTML afterwards. Lifting them out first gives every formula
and shortcode its line, and spares code and maths from smart quotes and emphasis. On the way the
Liquid of Jekyll's posts gets its meaning (`pastiche.site.liquid`).
"""

from __future__ import annotations

import re
from dataclasses import replace

from pastiche.errors import BuildError
from pastiche.site import kramdown, liquid
from pastiche.site.islands import Context, Island, Islands

# Two lists of alternatives, each behind a look at one character: it decides the speed of a scan.
_PIECES = re.compile(
    r"""
    ^(?=[\s>`~*+\-\d\\])(?:
      (?P<prefix>[ \t]*(?:>[ \t]?)*)(?P<item>(?:(?:[*+-]|\d{1,9}\.)[ \t]+)?)
        (?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)\n
        (?P<code>.*?)^[ \t>]*(?P=fence)[`~]*[ \t]*$
        (?:\n[ \t>]*\{:[ \t]*\.language-(?P<language>[\w+#.-]+)[ \t]*\}[ \t]*$)?
    | [ \t]*(?P<open>`{3,}|~{3,})[^\n`]*$
    | [ \t]*(?P<environment>\\begin\{(?P<env>align|alignat|equation|gather|multline)\*?\}
        .*?\\end\{(?P=env)\*?\})
    | (?:\A|[ \t]*\n)(?P<indented>(?:(?:[ ]{4}|\t)[^\n]*(?:\n|\Z)|[ \t]*\n)+)
    )
    | (?=[{\\<`$])(?:
      (?P<raw>\{%-?\s*raw\s*-?%\}(?P<verbatim>.*?)\{%-?\s*endraw\s*-?%\})
    | (?P<comment>\{%-?\s*comment\s*-?%\}.*?\{%-?\s*endcomment\s*-?%\})
    | \{%-?\s*capture\s+(?P<captured>[\w-]+)\s*-?%\}(?P<held>.*?)\{%-?\s*endcapture\s*-?%\}
    | (?P<highlight>\{%-?\s*highlight\s+(?P<lexer>[\w+#.-]+)(?P<options>[^%]*)%\}\n?
        (?P<lit>.*?)\{%-?\s*endhighlight\s*-?%\})
    | \\\\\((?P<parens>.+?)\\\\\)
    | \\\\\[(?P<brackets>.+?)\\\\\]
    | \\(?:eq)?ref\{(?P<reference>[^{}\s]+)\}
    | (?P<skip>\\. | <!--.*?--> | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`))
    | \$\$(?P<block>.+?)\$\$
    | \$(?P<inline>(?![\s$])(?:\\.|[^$\\\n]|\n(?!\s*\n))+?(?<!\s))\$(?!\d)
    | \{\{-?(?P<call>(?:"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^"'{}])*?)-?\}\}
    | \{%-?\s*(?P<tag>\w+)(?P<rest>(?:[^%]|%(?!\}))*?)-?%\}
    | (?P<stray>\{\{|\{%)
    | (?P<unclosed>\$\$)
    )
    """,
    re.MULTILINE | re.DOTALL | re.VERBOSE,
)
_CONTAINER = re.compile(r"(?:[*+-]|\d+[.)]|\[\^|:[ \t]|!!!|\?\?\?)")
_RAW = re.compile(r"\{%-?\s*raw\s*-?%\}(.*?)\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_LABEL = re.compile(r"\\label\{([^{}]+)\}")
_REFERENCE = re.compile(r"\\(?:eq)?ref\{([^{}\s]+)\}\Z")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
_EXAMPLE = re.compile(r"(?:^|\s)example\b")


def scan(text: str, first_line: int, context: Context) -> str:
    """Returns `text` with every island replaced by its character; islands go into the context.

    `first_line` is the line of the source on which `text` starts. What is returned is written as
    Python-Markdown reads it.
    """
    return kramdown.normalise(_scan(text, first_line, context))


def _scan(text: str, first_line: int, context: Context) -> str:
    out: list[str] = []
    position = counted = 0
    line = first_line
    while match := _PIECES.search(text, position):
        start, end = match.span()
        out.append(text[position:start])
        line += text.count("\n", counted, start)
        counted = start
        if match["indented"]:
            if _in_container(text, start):
                end = match.start("indented")
            kept = text[start:end]
        else:
            kept = _piece(match, line, context)
        if end == start:
            kept, end = text[start : start + 1], start + 1
        out.append(kept)
        position = end
    out.append(text[position:])
    return "".join(out)


def _piece(match: re.Match[str], line: int, context: Context) -> str:
    """What a piece that was found becomes in the text."""
    if match["fence"]:
        return _fence(match, line, context)
    if match["open"]:
        message = f"the code fence {match['open']} is never closed"
        problem = BuildError(context.source, line, message, "end it with the same fence")
        context.problems.append(problem)
        return match[0]
    if match["ticks"]:
        return _RAW.sub(r"\1", match[0])
    if match["skip"]:
        # Markdown does not know a dollar as an escape, and would show the backslash.
        return "$" if match[0] == "\\$" and context.math else match[0]
    if context.liquid and (found := _liquid(match, line, context)) is not None:
        return found
    if context.math and (found := _maths(match, line, context.islands)) is not None:
        return found
    if context.math and match["unclosed"] and _begins_line(match):
        message = "the formula that begins here with $$ never ends"
        hint = "end it with $$, or write \\$ for a dollar"
        context.problems.append(BuildError(context.source, line, message, hint))
    return match[0]


def _liquid(match: re.Match[str], line: int, context: Context) -> str | None:
    if match["raw"]:
        return _scan(match["verbatim"], line, replace(context, liquid=False))
    if match["comment"]:
        return ""
    if name := match["captured"]:
        context.names[name] = _scan(match["held"], line, context).strip("\n")
        return ""
    if match["highlight"]:
        code = _RAW.sub(r"\1", match["lit"])
        info = match["lexer"] + (' linenums="1"' if "linenos" in match["options"] else "")
        return f"\n\n{context.islands.add(Island('code', code, line, info))}\n\n"
    if match["call"] is not None:
        text = match["call"].strip()
        named = text in context.names or (context.jekyll and _NAME.fullmatch(text))
        if not named and not liquid.is_expression(text):
            return context.islands.add(Island("shortcode", text, line))
        meaning = liquid.expression(text, context.names)
    elif match["tag"] == "assign" and (given := liquid.assigned(match["rest"], context.names)):
        context.names[given[0]] = given[1].text
        meaning = replace(given[1], text="")
    elif match["tag"]:
        meaning = liquid.tag(match["tag"], match["rest"])
    elif match["stray"]:
        message = f"“{match['stray']}” starts a shortcode that never ends"
        hint = 'put it in `backticks` to show it, or write {{ figure(src="…", alt="…") }}'
        context.problems.append(BuildError(context.source, line, message, hint))
        return match[0]
    else:
        return None
    if meaning.note:
        context.notes.append(f"{context.source}:{line}: {meaning.note}")
    if meaning.shortcode:
        return context.islands.add(Island("shortcode", meaning.shortcode, line))
    if meaning.markdown:
        return context.islands.add(Island("markdown", meaning.text, line))
    return meaning.text


def _maths(match: re.Match[str], line: int, islands: Islands) -> str | None:
    if match["reference"]:
        return f"[](#{match['reference']})"
    if inline := match["inline"] or match["parens"]:
        if reference := _REFERENCE.match(inline):
            return f"[](#{reference[1]})"
        return islands.add(Island("maths", inline, line))
    display = True
    if match["environment"]:
        tex = re.sub(r"(\\(?:begin|end)\{\w+)\*?\}", r"\1*}", match["environment"], count=1)
        tex = re.sub(r"(\\end\{\w+)\*?\}\Z", r"\1*}", tex)
    elif match["block"]:
        tex = match["block"]
        display = _alone(match.string, match.start(), match.end())
    elif match["brackets"]:
        tex = match["brackets"]
    else:
        return None
    bare = tex.lstrip()
    first = line + tex.count("\n", 0, len(tex) - len(bare))
    label = _LABEL.search(bare)
    name = label[1] if label else ""
    bare = _LABEL.sub("", bare).rstrip()
    return islands.add(Island("maths", bare, first, display=display or bool(name), name=name))


def _begins_line(match: re.Match[str]) -> bool:
    start = match.start()
    return not match.string[match.string.rfind("\n", 0, start) + 1 : start].strip(" \t>")


def _fence(match: re.Match[str], line: int, context: Context) -> str:
    prefix, item = match["prefix"], match["item"]
    quote = prefix.rstrip()
    inside = prefix + " " * len(item)
    code = _without(match["code"], inside)
    info = (match["language"] or "") + match["info"].strip()
    example = _EXAMPLE.search(info)
    if example:
        info = info[: example.start()] + info[example.end() :]
    else:
        code = _RAW.sub(r"\1", code)
    mark = context.islands.add(Island("code", code, line, info=info.strip()))
    if not example:
        return f"{prefix}{item}{mark}\n{quote}" if item else f"{quote}\n{prefix}{mark}\n{quote}"
    rows = _scan(code, line + 1, context).split("\n")
    shown = "\n".join(f"{prefix}        {row}".rstrip() for row in rows)
    return (
        f'{quote}\n{prefix}!!! showcase ""\n{prefix}    {mark}\n{quote}\n'
        f'{prefix}    !!! showcase-result ""\n{quote}\n{shown}\n{quote}'
    )


def _without(code: str, prefix: str) -> str:
    if not prefix:
        return code
    quote = prefix.rstrip()
    rows = []
    for row in code.split("\n"):
        if row.startswith(prefix):
            rows.append(row[len(prefix) :])
        else:
            rows.append(row.lstrip(" \t") if not quote else row.removeprefix(quote))
    return "\n".join(rows)


def _alone(text: str, start: int, end: int) -> bool:
    """Whether the formula fills its lines: then it is displayed, as in kramdown."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    stop = text.find("\n", end)
    after = text[end : stop if stop >= 0 else len(text)]
    begins = re.fullmatch(r"[ \t>]*(?:(?:[*+-]|\d{1,9}\.)[ \t]+)?", before)
    return bool(begins) and not re.sub(r"\{:?[^{}]*\}", "", after).strip()


def _in_container(text: str, start: int) -> bool:
    """Whether an indented block at `start` continues a list, footnote or admonition."""
    for row in reversed(text[:start].split("\n")):
        if row.strip() and not row.startswith(("    ", "\t")):
            return bool(_CONTAINER.match(row.lstrip()))
    return False
