"""Regular expressions over whole documents, kept fast.

Belongs here: ways to look only where a pattern can match. Does not: any pattern.

A pattern that opens with a class of characters is tried at every character of a text; finding a fixed string costs
next to nothing. So a document is searched for what every match must hold first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator


def find_near(
    pattern: re.Pattern[str], core: re.Pattern[str], text: str, *, before: int, behind: int
) -> Iterator[re.Match[str]]:
    """Yields what `pattern.finditer(text)` yields, looking only around the matches of `core`.

    Every match of `pattern` must hold a match of `core` that begins at most `before` characters behind the beginning
    of the match, and end at most `behind` characters behind the beginning of that core. Neither may look at more of the
    text than it matches.
    """
    position = 0
    found = core.search(text)
    while found:
        start = found.start()
        match = pattern.search(text, max(position, start - before), start + before + behind)
        if match and match.start() <= start:  # a later one may go on behind what was looked at
            yield match
            position = match.end()
        found = core.search(text, max(start + 1, position))
