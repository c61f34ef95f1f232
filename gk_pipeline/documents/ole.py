"""Office files of the old kind: containers of streams.

Belongs here: telling what kind of office file a container is. Does not: reading any (`xls`, `doc`).
"""

from __future__ import annotations

from io import BytesIO

from gk_pipeline.documents.model import UnreadableDocument

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that makes a container a file of a kind, in the order of asking: a text may hold a sheet, as an object.
_STREAMS = (
    ("WordDocument", "doc"),
    ("Workbook", "xls"),
    ("Book", "xls"),
    ("PowerPoint Document", "ppt"),
    ("EncryptedPackage", "locked"),
)
_LOCKED = "save a copy without the password"


def kind(data: bytes) -> str | None:
    """`doc`, `xls`, `ppt`, `other` for a container; None for what is none.

    Raises UnreadableDocument for a container that is broken, or holds a file locked with a password.
    """
    if not data.startswith(SIGNATURE):
        return None
    import olefile  # noqa: PLC0415

    try:
        with olefile.OleFileIO(BytesIO(data)) as container:
            found = next((kind for stream, kind in _STREAMS if container.exists(stream)), "other")
    except Exception as error:  # the library raises whatever a broken container makes it stumble over
        raise UnreadableDocument(f"the office file is broken: {error}", "fetch the file again") from None
    if found == "locked":
        raise UnreadableDocument("the office file is locked with a password", _LOCKED)
    return found
