"""The page of addresses at which nothing stands."""

from __future__ import annotations

import base64
import hashlib
import re

from pastiche.site import urls
from pastiche.site.frame import Frame

_INLINE = re.compile(r"<(style|script)>(.*?)</\1>", re.DOTALL)


def not_found(frame: Frame) -> str:
    """404.html is shown at any address, so it can load nothing by a relative one.

    It carries its few styles, and a script that finds where the site begins, inside; its policy
    names the digests of both and allows no other.
    """
    base = "/" + re.sub(r"^[a-z]+://[^/]*/?", "", frame.base_url or "")
    text = frame.templates.get_template("404.html").render(
        info=frame.info,
        language=frame.info.language,
        words=frame.words(),
        base=base,
        navigation=frame.navigation,
    )
    digests = {
        element: base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
        for element, code in _INLINE.findall(text)
    }
    policy = (
        f"default-src 'none'; img-src data:; style-src 'sha256-{digests['style']}'; "
        f"script-src 'sha256-{digests['script']}'; connect-src 'self'; "
        "base-uri 'self'; form-action 'none'"
    )
    return text.replace("POLICY", policy, 1).replace(urls.ROOT, base)
