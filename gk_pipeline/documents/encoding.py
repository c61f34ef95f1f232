"""Bytes to text: which encoding a file is in, and how many characters it could not give.

Belongs here: byte order marks, detection, decoding with a count of what was lost. Does not: what kind of file it is.

The order is: byte order mark, strict UTF-8, UTF-8 with a few bad bytes, GB2312 with a few other characters, statistical
detection, and only then the charset that the file declares, which is often wrong. All of GB2312, GBK and GB18030 are
decoded as GB18030, which contains the others; Big5 falls back on its extensions when they lose fewer characters.
"""

from __future__ import annotations

import codecs
import re
from contextvars import ContextVar
from dataclasses import dataclass

from resiliparse.parse.encoding import detect_encoding

# Longest first: the mark of UTF-32 begins with that of UTF-16.
BYTE_ORDER_MARKS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WIDE = ("utf-16", "utf-32")
_REPLACEMENT = "\ufffd"
_NOTING_ERRORS = "gk_pipeline.noting"
_NOTED: ContextVar[list[tuple[int, int]]] = ContextVar("noted")
_DECLARED = re.compile(rb"""(?:charset|<\?xml[^>]{0,80}?\bencoding)\s*=\s*["']?\s*([a-z0-9_.:-]{3,40})""")
_DECLARATION_BYTES = 4096

# Families that are told apart; a codec of the family that loses fewer characters wins, the first on a tie.
_FAMILIES: dict[str, tuple[str, ...]] = {
    "utf8": ("utf-8",),
    "gb": ("gb18030",),
    "big5": ("big5", "cp950", "big5hkscs"),
}
_FAMILY_OF: dict[str, str] = {
    "utf-8": "utf8",
    "utf8": "utf8",
    "gb2312": "gb",
    "gb_2312-80": "gb",
    "gbk": "gb",
    "x-gbk": "gb",
    "cp936": "gb",
    "gb18030": "gb",
    "big5": "big5",
    "x-x-big5": "big5",
    "cp950": "big5",
    "big5-hkscs": "big5",
    "big5hkscs": "big5",
}
# Most files that are no UTF-8 are GB2312 throughout, but for a rare name; that is seen many times faster than it is
# detected. Of the characters of Big5 half are none in GB2312.
_GB2312_WINDOW = 8192
_GB2312_CHARACTERS = 30
_GB2312_PER_OTHER = 50
# Private use, Cyrillic, kana, bopomofo, half-width forms: what Big5 read as GBK gives, and Chinese reports do not have.
_STRANGE = re.compile("[\ue000-\uf8ff\u0400-\u04ff\u3041-\u312f\uff61-\uff9f]")
# In damaged UTF-8 good characters outnumber bad bytes; in GBK read as UTF-8 there are five bad ones to one good.
_GOOD_PER_BAD = 10
_DAMAGE_WINDOW = 4096


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file as characters. `data[offset:]` decoded with `encoding` is `text`, with `replaced` bad sequences as U+FFFD.

    `offset` is the length of the byte order mark, which is not part of the text. `declared` is the charset that the
    file names in its first bytes, lower case, whether or not it is true.
    """

    text: str
    encoding: str
    offset: int = 0
    replaced: int = 0
    declared: str | None = None


def _note(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    _NOTED.get().append((error.start, error.end))
    return _REPLACEMENT, error.end


codecs.register_error(_NOTING_ERRORS, _note)


def bad_sequences(data: bytes, encoding: str) -> list[tuple[int, int]]:
    """Start and end of each byte sequence of `data` that is not in `encoding`; decoding gives one U+FFFD for each."""
    noted: list[tuple[int, int]] = []
    token = _NOTED.set(noted)
    try:
        data.decode(encoding, _NOTING_ERRORS)
    finally:
        _NOTED.reset(token)
    return noted


def has_wide_mark(data: bytes) -> bool:
    """Whether a byte order mark says that characters have two or four bytes, so that NUL bytes are nothing strange."""
    return any(data.startswith(mark) for mark, encoding in BYTE_ORDER_MARKS if encoding.startswith(_WIDE))


def decode(data: bytes) -> Decoded:
    """Text of `data`, in the encoding that the bytes themselves speak for. Never fails: bad sequences are counted."""
    declared = _declared(data)
    offset = 0
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            offset = len(mark)
            if encoding != "utf-8":
                return _decoded(data[offset:], encoding, offset, declared)
            break
    body = data[offset:] if offset else data
    try:
        return Decoded(body.decode("utf-8"), "utf-8", offset, 0, declared)
    except UnicodeDecodeError as error:
        if _is_damaged_utf8(body, error.start):
            return _decoded(body, "utf-8", offset, declared)
        if _is_gb2312(body[error.start : error.start + _GB2312_WINDOW]):
            return _decoded(body, "gb18030", offset, declared)
    return _best(body, offset, declared)


def _is_damaged_utf8(body: bytes, first_bad: int) -> bool:
    """Whether the text around the first bad byte is UTF-8 but for a few bytes."""
    around = body[max(0, first_bad - _DAMAGE_WINDOW) : first_bad + _DAMAGE_WINDOW].decode("utf-8", "replace")
    bad = around.count("\ufffd")
    good = len(around) - len(around.encode("ascii", "ignore")) - bad
    return good >= _GOOD_PER_BAD * bad


def _best(body: bytes, offset: int, declared: str | None) -> Decoded:
    """The text of bytes that are no UTF-8, or too little or too damaged to tell."""
    detected = _FAMILY_OF.get((detect_encoding(body, html5_compatible=False) or "").lower())
    # Without a detection, on a few words, all are tried, and the one the file declares wins unless it loses more.
    families = (detected,) if detected else dict.fromkeys((_FAMILY_OF.get(declared or "", "gb"), "gb", "big5"))
    candidates = (_decoded(body, codec, offset, declared) for family in families for codec in _FAMILIES[family])
    return min(candidates, key=_loss)


def _is_gb2312(piece: bytes) -> bool:
    """Whether a piece has characters outside ASCII enough to tell, and nearly all of them are those of GB2312."""
    text = piece.decode("gb2312", "replace")
    bad = text.count(_REPLACEMENT)
    # A character takes two bytes, a bad sequence one.
    good = len(piece) - len(text)
    return good >= _GB2312_CHARACTERS and good >= _GB2312_PER_OTHER * bad


def _loss(decoded: Decoded) -> int:
    """Characters that are lost, or that a report would not have."""
    return decoded.replaced + sum(1 for _ in _STRANGE.finditer(decoded.text))


def _decoded(body: bytes, encoding: str, offset: int, declared: str | None) -> Decoded:
    text = body.decode(encoding, "replace")
    replaced = text.count(_REPLACEMENT)
    if replaced:
        # A file may have the character itself, and says so with these bytes.
        genuine = _REPLACEMENT.encode(encoding, "ignore")
        replaced -= body.count(genuine) if genuine else 0
    return Decoded(text, encoding, offset, replaced, declared)


def _declared(data: bytes) -> str | None:
    head = data[:_DECLARATION_BYTES].lower()
    # Looking for the words first is many times faster on files that declare nothing.
    if b"charset" not in head and b"encoding" not in head:
        return None
    found = _DECLARED.search(head)
    return found[1].decode("ascii") if found else None
