"""Draws attention with Pillow as assets/stylizer/heat-picture.js does on a canvas."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

Mark = tuple[Callable[..., None], tuple[float, ...], str]
"""What draws it, where, and the text in it."""

LONGEST = 960  # pixels, the longer side of a drawn picture
_DIM = {
    "mean": 62.0,
    "least": 0.35,
    "most": 0.8,
    "colour": 0.3,
}  # as assets/stylizer/heat-picture.js
_RIM = (0, 0, 0, 190)
_LINE = (255, 255, 255, 255)
_SMOOTH = 3  # times larger that marks are drawn, then made smaller


def sized(picture: Image) -> Image:
    """The picture with its longer side at `LONGEST`."""
    scale = LONGEST / max(picture.size)
    width, height = (max(1, round(side * scale)) for side in picture.size)
    return picture.resize((width, height))


def lit(style: Image, look: dict[str, Any], number: str) -> Image:
    """The style dimmed under the heat of `look`, its strongest patches as they are and outlined.

    `look` is one answer of assets/stylizer/node-look.js, its heat in Base64; `number` may be empty.
    """
    from PIL import Image

    size = (look["width"], look["height"])
    heat = Image.frombytes("RGBA", size, base64.b64decode(look["heat"]))
    panel = _dimmed(style).convert("RGBA")
    # Premultiplied while it grows, so that what is clear lends no colour to its neighbours.
    grown = heat.convert("RGBa").resize(style.size, Image.Resampling.BICUBIC).convert("RGBA")
    panel.alpha_composite(grown)
    patches = []
    for patch in look["patches"]:
        left, upper = patch["x"] * style.width, patch["y"] * style.height
        right, lower = left + patch["width"] * style.width, upper + patch["height"] * style.height
        box = (round(left), round(upper), round(right), round(lower))
        panel.paste(style.crop(box), box[:2])
        patches.append(box)
    marks: list[Mark] = [(_outline, box, "") for box in reversed(patches)]
    return _over(panel.convert("RGB"), [*marks, *([(_badge, (0, 0), number)] if number else [])])


def _dimmed(style: Image) -> Image:
    from PIL import Image, ImageStat

    grey = style.convert("L")
    light = min(
        _DIM["most"], max(_DIM["least"], _DIM["mean"] / max(1.0, ImageStat.Stat(grey).mean[0]))
    )
    mixed = Image.blend(grey.convert("RGB"), style, _DIM["colour"])
    return mixed.point([round(value * light) for value in range(256)] * 3)


def marked(content: Image, points: Iterable[tuple[float, float]], *, numbered: bool) -> Image:
    """The content with a ring at each place; numbered when there are several."""
    return _over(
        content,
        [(_ring, point, str(i) if numbered else "") for i, point in enumerate(points, 1)],
    )


def _over(picture: Image, marks: Sequence[Mark]) -> Image:
    """The picture with marks, each drawn by its function: smooth, because drawn larger."""
    from PIL import Image, ImageDraw

    large = (picture.width * _SMOOTH, picture.height * _SMOOTH)
    layer = Image.new("RGBA", large, (0, 0, 0, 0))
    pen = ImageDraw.Draw(layer)
    unit = _SMOOTH * max(picture.size) / 270  # of the longer side, in pixels of the layer
    for draw, where, text in marks:
        draw(pen, where, text, large, unit)
    small = layer.convert("RGBa").resize(picture.size, Image.Resampling.BOX).convert("RGBA")
    result = picture.convert("RGBA")
    result.alpha_composite(small)
    return result.convert("RGB")


def _outline(pen: Any, box: Any, _text: str, _size: Any, unit: float) -> None:
    left, upper, right, lower = (side * _SMOOTH for side in box)
    for colour, width in ((_RIM, 3.0), (_LINE, 1.5)):
        grow = width * unit / 2
        sides = (left - grow, upper - grow, right + grow, lower + grow)
        pen.rectangle(sides, outline=colour, width=round(width * unit))


def _ring(pen: Any, point: Any, text: str, size: Any, unit: float) -> None:
    x, y = point[0] * size[0], point[1] * size[1]
    for colour, grow, width in ((_RIM, 1.0, 3.5), (_LINE, 0.0, 1.5)):
        radius = 9 * unit + grow * unit
        pen.ellipse(
            (x - radius, y - radius, x + radius, y + radius),
            outline=colour,
            width=round(width * unit),
        )
    if text:
        _disc(pen, (x, y), text, unit)
    else:
        for colour, radius in ((_RIM, 2.4 * unit), (_LINE, 1.6 * unit)):
            pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _badge(pen: Any, _corner: Any, text: str, _size: Any, unit: float) -> None:
    _disc(pen, (11 * unit, 11 * unit), text, unit)


def _disc(pen: Any, centre: tuple[float, float], text: str, unit: float) -> None:
    from PIL import ImageFont

    x, y = centre
    for colour, radius in ((_RIM, 7 * unit), (_LINE, 6.2 * unit)):
        pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    font = ImageFont.load_default(9 * unit)
    pen.text((x, y), text, fill=(20, 22, 26, 255), font=font, anchor="mm")
