"""What a browser may let a page do that cellophane makes: its own styles and script, and nothing else."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable


def policy(styles: Iterable[str], script: str) -> str:
    """The content-security policy of a page with these style elements and this script, which it names by their hashes.

    >>> policy(["p {}"], "0")  # doctest: +ELLIPSIS
    "default-src 'none'; style-src 'sha256-...='; script-src 'sha256-...='; base-uri 'none'; form-action 'none'"
    """
    allowed = " ".join(map(digest, styles))
    return f"default-src 'none'; style-src {allowed}; script-src {digest(script)}; base-uri 'none'; form-action 'none'"


def digest(text: str) -> str:
    """A script or a style sheet, as a policy names it.

    >>> digest("0")
    "'sha256-X+zrZv/IbzjZUnhsbWlsecLbwjndTpG0ZynXOif7V+k='"
    """
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
