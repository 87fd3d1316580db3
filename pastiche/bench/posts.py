"""Generated posts: the same text for every site generator, drawn from a seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta

WORDS_PER_POST = 740
_WORDS = tuple(
    """
    the of a in and to is it that with for as on by from at each one two its this which where
    picture style content colour stroke canvas light shadow texture network attention feature layer
    weight encoder decoder query key value pixel painter painting photograph wave line edge pattern
    surface brush pigment paper print copy museum century hand eye window browser reader page number
    measure distance mean variance matrix vector channel filter scale depth detail smooth rough
    bright dark warm cold near far small large early late slow quick common rare paints keeps moves
    learns shows holds turns meets follows changes carries repeats compares slowly often never
    always almost nearly together apart again first last between beside
    """.split()  # noqa: SIM905 (a hundred words in quotes read worse)
)
_TAGS = ("attention", "colour", "history", "maths", "measurement", "networks", "painting", "print")


@dataclass(frozen=True)
class Post:
    """A post: its file's name, the values of its front matter, and its Markdown."""

    name: str
    title: str
    day: date
    description: str
    tags: tuple[str, str]
    body: str


def posts(count: int) -> list[Post]:
    """`count` posts, all different, of 740 words with a code block, a table and a formula each."""
    return [_post(number) for number in range(count)]


def _post(number: int) -> Post:
    chance = random.Random(number)
    title = _words(chance, 5).capitalize()
    day = date(2010, 1, 1) + timedelta(days=number % 5000)
    first, second = chance.sample(_TAGS, 2)
    sections = [
        _paragraphs(chance, 240),
        f"## {_words(chance, 3).capitalize()}\n",
        _paragraphs(chance, 160),
        _code(chance),
        f"## {_words(chance, 4).capitalize()}\n",
        _paragraphs(chance, 170),
        _table(chance),
        _paragraphs(chance, 90),
        _formula(chance),
        _paragraphs(chance, 80),
    ]
    description = f"On {_words(chance, 8)}."
    return Post(f"post-{number:05}", title, day, description, (first, second), "\n".join(sections))


def _words(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(_WORDS, k=count))


def _paragraphs(chance: random.Random, words: int) -> str:
    text: list[str] = []
    while words > 0:
        sentences = []
        for _ in range(chance.randint(3, 5)):
            count = min(words, chance.randint(8, 18))
            if count <= 0:
                break
            words -= count
            found = chance.choices(_WORDS, k=count)
            if count > 6:
                found[2], found[4] = _marked(chance, found[2]), f"{found[4]},"
            sentences.append(" ".join(found).capitalize() + ".")
        text.append(" ".join(sentences) + "\n")
    return "\n".join(text)


def _marked(chance: random.Random, word: str) -> str:
    forms = ("{}", "{}", "*{}*", "**{}**", "`{}`", "[{}](https://example.org/{})")
    return chance.choice(forms).replace("{}", word)


def _code(chance: random.Random) -> str:
    name, other = chance.sample(_WORDS[30:], 2)
    numbers = [chance.randint(2, 999) for _ in range(4)]
    return (
        f"```python\nimport math\n\n\ndef mean_{name}(values, {other}_scale={numbers[0]}):\n"
        f'    """The mean of `values`, each above {numbers[1]}."""\n'
        f"    kept = [value * {other}_scale for value in values if value > {numbers[1]}]\n"
        f"    if not kept:\n        raise ValueError(f'no {name} in {{len(values)}} values')\n"
        f"    total = math.fsum(kept) / {numbers[2]}\n"
        f"    for index, value in enumerate(kept):\n"
        f"        print(index, value, sep='\\t')  # row {numbers[3]}\n"
        "    return total / len(kept)\n```\n"
    )


def _table(chance: random.Random) -> str:
    rows = ["| layer | channels | mean | share |", "|---|---:|---:|---:|"]
    rows += [
        f"| {_words(chance, 2)} | {chance.randint(8, 512)} | {chance.random():.3f} | "
        f"{chance.randint(1, 99)} % |"
        for _ in range(5)
    ]
    return "\n".join(rows) + "\n"


def _formula(chance: random.Random) -> str:
    low, high = chance.randint(1, 99), chance.randint(100, 999)
    sum_over = f"\\sum_{{j=1}}^{{{high}}} a_j\\, h(F_{{s,j}})"
    return f"$$\nF_{{{low}}} = \\frac{{1}}{{{high}}} {sum_over}\n$$\n"
