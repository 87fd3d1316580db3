"""The commands: what `python3 build.py --help` lists, each a plain function over the repository.

Only the standard library is imported here: help, and every mistake in a command line, is answered
before anything is installed. A verb then enters the environment it needs and imports its module.
"""

from __future__ import annotations

import argparse
import difflib
import gc
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pastiche import environment
from pastiche.errors import BuildError, BuildErrors, explain

ROOT = Path(__file__).resolve().parent.parent

EXAMPLES = """\
examples:
  python3 build.py                        build the site into site/
  python3 build.py serve                  serve it, rebuild on every change, reload the browser
  python3 build.py new "Waves and tiles"  begin a post
  python3 build.py test -k privacy        run the tests whose names fit
  python3 build.py model verify sanet-lite

The first run installs what its command needs into .venv and node_modules; later runs start at once.
PASTICHE_BASE_URL=https://me.github.io/pastiche gives the feed and the sitemap their addresses.
PASTICHE_MIRROR=DIR answers downloads of weights and pictures from a folder instead of the network.
"""


@dataclass(frozen=True)
class Verb:
    """One command: its name, the dependency group it runs in, and what it does.

    `passes_on`: its arguments are not ours to read; `run` gets them as `arguments.rest`.
    `helps`: its module answers `--help` as well, and needs nothing installed for that.
    """

    name: str
    group: environment.Group
    summary: str
    run: Callable[[argparse.Namespace], int]
    options: Callable[[argparse.ArgumentParser], None] = lambda parser: None
    passes_on: bool = False
    helps: bool = False


def build(arguments: argparse.Namespace) -> int:
    """Build content/ into site/ and say what was made."""
    from pastiche.site.build import build

    report = build(ROOT, ROOT / "site", base_url=os.environ.get("PASTICHE_BASE_URL") or None)
    print(report)
    gc.freeze()  # the process ends: nothing is worth looking for among what it holds
    return 0


def serve(arguments: argparse.Namespace) -> int:
    """Serve the site under /pastiche/ until Ctrl-C."""
    from pastiche.site.serve import serve

    serve(ROOT, arguments.port, not arguments.no_open)
    return 0


def test(arguments: argparse.Namespace) -> int:
    """Run pytest over tests/, with a browser at hand; all of them in the lanes of conftest.py."""
    from pastiche import browser
    from pastiche.progress import step

    with step("Finding a browser, or installing one"):
        path = browser.ensure(ROOT)
    if path:
        os.environ["PASTICHE_CHROMIUM"] = str(path)
    os.chdir(ROOT)
    import pytest

    return int(pytest.main(arguments.rest or ["-n", "2", "--dist", "loadscope"]))


def check(arguments: argparse.Namespace) -> int:
    """Check every link, anchor, picture and shard of the built site, and its HTML."""
    from pastiche.site.check import main

    main(ROOT, spelling=arguments.spelling)
    return 0


def new(arguments: argparse.Namespace) -> int:
    """Begin a post."""
    from pastiche.site.new import new

    new(ROOT, arguments.title)
    return 0


def samples(arguments: argparse.Namespace) -> int:
    """Draw the sample styles again."""
    from pastiche.samples.draw import main

    main(ROOT)
    return 0


def model(arguments: argparse.Namespace) -> int:
    """Hand over to the commands of pastiche.models."""
    from pastiche.models.cli import main

    return main(arguments.rest)


def bench(arguments: argparse.Namespace) -> int:
    """Hand over to the measurements of pastiche.bench."""
    from pastiche.bench import main

    return main(arguments.rest) or 0


def _serve_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=_port, default=8000, help="port to listen on (default: 8000)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open a browser")


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port, a number from 0 to 65535")
    return int(text)


def _check_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--spelling", action="store_true", help="spelling of content/, too")


def _new_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("title", help='title of the post, in quotes: "Waves and tiles"')


VERBS = {
    verb.name: verb
    for verb in (
        Verb("build", "site", "build the site into site/ (this is the default)", build),
        Verb("serve", "site", "serve the site, rebuild on change", serve, _serve_options),
        Verb("new", "site", "begin a post", new, _new_options),
        Verb(
            "check",
            "site",
            "check links, pictures and models of the built site",
            check,
            _check_options,
        ),
        Verb("test", "test", "run the tests; arguments go to pytest", test, passes_on=True),
        Verb("samples", "site", "draw the shipped sample styles again", samples),
        Verb(
            "model",
            "convert",
            "train, import, export, verify, evaluate",
            model,
            passes_on=True,
            helps=True,
        ),
        Verb("bench", "test", "measure what the README claims", bench, passes_on=True, helps=True),
    )
}


def parser() -> argparse.ArgumentParser:
    """The command line, all verbs."""
    top = argparse.ArgumentParser(
        prog="build.py",
        description="Pastiche: a static site about neural style transfer that runs in the browser.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = top.add_subparsers(title="commands", metavar="COMMAND", dest="verb")
    for verb in VERBS.values():
        command = verbs.add_parser(verb.name, help=verb.summary, description=verb.run.__doc__)
        verb.options(command)
        if verb.passes_on:
            command.add_argument("rest", nargs="*", metavar="ARGUMENT")
    return top


def parse(argv: list[str]) -> argparse.Namespace:
    """Read a command line; exits with a sentence when it is mistaken."""
    name = argv[0] if argv else "build"
    if not name.startswith("-") and name not in VERBS:
        near = difflib.get_close_matches(name, VERBS, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "see `build.py --help`"
        print(f"build.py: there is no command `{name}`; {hint}", file=sys.stderr)
        raise SystemExit(2)
    verb = VERBS.get(name)
    if verb and verb.passes_on and (verb.helps or not _asks_help(argv[1:])):
        return argparse.Namespace(verb=name, rest=argv[1:])
    return parser().parse_args(argv or ["build"])


def _asks_help(arguments: list[str]) -> bool:
    return arguments in (["-h"], ["--help"])


def main(argv: list[str]) -> int:
    """Run one command; returns its exit status: 0 done, 1 something to mend, 2 not a command."""
    arguments = parse(argv)
    verb = VERBS[arguments.verb]
    try:
        if not (verb.helps and _asks_help(argv[1:])):
            environment.enter(ROOT, verb.group, argv)
        return verb.run(arguments)
    except (BuildError, BuildErrors) as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        sentence = explain(error)
        if sentence is None:
            raise
        print(sentence, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
