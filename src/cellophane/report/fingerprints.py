"""By what a result is known again in the report of another day.

As for a baseline, rows do not matter: those of a file shift with every change above. What counts is the file, the rule,
the variable and the text of the line, and of several that are alike in that, which one it is.
"""

from __future__ import annotations

import hashlib
from collections import Counter

from cellophane.report.paths import Base
from cellophane.report.results import Result


class Fingerprints:
    """Those of one report: no two are the same."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._seen: Counter[tuple[str, ...]] = Counter()

    def of(self, result: Result) -> str:
        """The fingerprint of the next result, as 32 hexadecimal digits."""
        # The message of a finding tells of its surroundings, which may be seen better on another day.
        what = result.finding.name if result.finding is not None else result.spot.text
        key = self._base.path(result.spot.filename), result.code, what, result.line
        number = self._seen[key]
        self._seen[key] += 1
        whole = "\0".join((*key, str(number)))
        return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:32]
