"""Office files of the new kind (DOCX, XLSX): a ZIP archive of XML parts.

Belongs here: telling what kind of office file an archive is, and parsing a part without risk. Does not: the meaning of
any part. A part with a document type declaration is refused: no office program writes one, and entities are how a
small file becomes a large or a curious one.
"""

from __future__ import annotations

import codecs
import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gk_pipeline.documents.archive import SIGNATURE, Archive
from gk_pipeline.documents.model import UnreadableDocument

if TYPE_CHECKING:
    from lxml.etree import _Element

CONTENT_TYPES = "[Content_Types].xml"
_ROOT_RELATIONS = "_rels/.rels"
# Words of the content type of the main part, and the kind of file it is.
_KINDS = (
    (("wordprocessingml", "main"), "docx"),
    (("ms-word", "main"), "docx"),
    (("sheet.binary",), "xlsb"),
    (("spreadsheetml", "main"), "xlsx"),
    (("ms-excel", "main"), "xlsx"),
    (("presentationml",), "pptx"),
)
_FOLDERS = {"word": "docx", "xl": "xlsx", "ppt": "pptx"}
# Members that tell archives of other office formats: OpenDocument, OFD.
_OTHER_KINDS = ("META-INF/manifest.xml", "OFD.xml")
_DECLARATION = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")


def kind(data: bytes) -> str | None:
    """`docx`, `xlsx`, or another kind that office programs write; None for what is no office file."""
    if not data.startswith(SIGNATURE):
        return None
    archive = Archive(data)
    if any(name in archive for name in _OTHER_KINDS):
        return "office"
    part = main_part(archive)
    if part is None:
        return None
    for override in parse(archive, CONTENT_TYPES).iter("{*}Override"):
        if override.get("PartName") == f"/{part}":
            content_type = override.get("ContentType", "")
            return next((kind for words, kind in _KINDS if all(word in content_type for word in words)), "office")
    return _FOLDERS.get(part.partition("/")[0], "office")


def main_part(archive: Archive) -> str | None:
    """The name of the part that holds the document; None for archives that are no office file."""
    if CONTENT_TYPES not in archive:
        return None
    return relations(archive, "").get("officeDocument")


def relations(archive: Archive, part: str) -> dict[str, str]:
    """The parts that a part (or with an empty name, the file) points to, by the last word of the relation's type."""
    found: dict[str, str] = {}
    for _, kind_of_relation, target in _relations(archive, part):
        found.setdefault(kind_of_relation, target)
    return found


def relations_by_id(archive: Archive, part: str) -> dict[str, str]:
    """The parts that a part points to, by the id it uses for them."""
    return {identifier: target for identifier, _, target in _relations(archive, part)}


def _relations(archive: Archive, part: str) -> Iterator[tuple[str, str, str]]:
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels") if part else _ROOT_RELATIONS
    if rels not in archive:
        return
    for relation in parse(archive, rels).iter("{*}Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            path = target[1:] if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], path


def parse(archive: Archive, part: str) -> _Element:
    """The root of an XML part. Raises UnreadableDocument for one that is missing, broken or declares entities."""
    if part not in archive:
        raise UnreadableDocument(f"the office file is broken: it has no {part}", "fetch the file again")
    data = archive.read(part)
    refuse_declarations(part, data)
    from lxml import etree  # noqa: PLC0415

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableDocument(f"the office file is broken: {part}: {error}", "fetch the file again") from None


def name_of(element: _Element) -> str:
    """The name of an element without its namespace; empty for comments and the like."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(element: _Element | None, name: str) -> str | None:
    """The value of an attribute, in whatever namespace."""
    if element is None:
        return None
    return next((str(value) for key, value in element.items() if str(key).rpartition("}")[2] == name), None)


def refuse_declarations(part: str, data: bytes) -> None:
    """Raises UnreadableDocument when an XML part declares a document type or entities, in whatever encoding."""
    heads = [data]
    if data[:4].count(0) or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        heads += [data.decode(encoding, "ignore").encode("utf-8", "ignore") for encoding in _WIDE]
    if any(_DECLARATION.search(head) for head in heads):
        reason = f"the office file is unsafe: {part} declares a document type or entities"
        raise UnreadableDocument(reason, "save the file again with an office program")
