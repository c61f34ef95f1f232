"""Paragraphs of a Word file to text.

Belongs here: what each element inside a paragraph prints, tracked changes and hidden text among it. Does not: tables,
the order of blocks (`docx`), numbers that Word itself puts before paragraphs (`docx_numbering`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from gk_pipeline.documents.docx_visibility import is_unseen
from gk_pipeline.documents.ooxml import attribute, name_of

if TYPE_CHECKING:
    from lxml.etree import _Element

# What is no text of the document: deleted or moved away, codes of fields, properties, marks of notes.
LEFT_OUT = frozenset(
    {"del", "moveFrom", "delText", "delInstrText", "instrText", "rt", "rPh", "txbxContent"}
    | {"pPr", "rPr", "sectPr", "tblPr", "tblGrid", "trPr", "tcPr", "sdtPr", "sdtEndPr"}
    | {"footnoteReference", "endnoteReference", "commentReference", "annotationRef"}
)
_PRINTED = {"tab": " ", "ptab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_PICTURES = frozenset({"blip", "imagedata"})
# A figure or sign raised above the line refers to a note; `m²` written so loses its square, which nobody counts.
_NOTE_MARK = re.compile(r"\s*[\[(（〔]?(?:注?\d{1,2}|[①-⑳]|[*＊※†‡]{1,3}|注)[\])）〕]?\s*")
_OFF = ("0", "false", "off")


def is_on(properties: _Element | None, name: str) -> bool:
    """Whether a switch is set among the properties of a run, paragraph or row."""
    switch = None if properties is None else properties.find(f"{{*}}{name}")
    return switch is not None and attribute(switch, "val") not in _OFF


def children(element: _Element) -> Iterator[_Element]:
    """The child elements, of alternatives the one that a program that knows them all shows."""
    for child in element:
        if name_of(child) != "AlternateContent":
            yield child
            continue
        choice = child.find("{*}Choice")
        chosen = child.find("{*}Fallback") if choice is None else choice
        if chosen is not None:
            yield from children(chosen)


def paragraph_text(paragraph: _Element, shaded: frozenset[str] = frozenset()) -> str:
    """The text of a paragraph, its line breaks as line ends, without that of text boxes standing in it.

    `shaded` are the styles that give their text a ground of its own (`docx_visibility`).
    """
    return "".join(_texts(paragraph, shaded))


def _texts(element: _Element, shaded: frozenset[str]) -> Iterator[str]:
    for child in children(element):
        name = name_of(child)
        if name in LEFT_OUT:
            continue
        if name == "t":
            yield child.text or ""
        elif name in _PRINTED:
            yield _PRINTED[name]
        elif name == "sym":
            yield _symbol(attribute(child, "char"))
        elif name == "r" and _is_void(child, shaded):
            continue
        else:
            yield from _texts(child, shaded)


def _is_void(run: _Element, shaded: frozenset[str]) -> bool:
    """Whether a run is no text of the document: hidden, unseen, struck out, or the mark of a note set by hand."""
    properties = run.find("{*}rPr")
    if properties is None:
        return False
    if is_unseen(run, properties, shaded):
        return True
    if any(is_on(properties, switch) for switch in ("vanish", "strike", "dstrike")):
        return True
    is_raised = attribute(properties.find("{*}vertAlign"), "val") == "superscript"
    return is_raised and _NOTE_MARK.fullmatch("".join(_texts_of(run))) is not None


def _texts_of(run: _Element) -> Iterator[str]:
    return (text.text or "" for text in run.iterfind("{*}t"))


def _symbol(code: str | None) -> str:
    """A character given by its number; one of a symbol font, whose numbers mean nothing elsewhere, as unknown."""
    try:
        character = chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return "\ufffd"
    return "\ufffd" if "\ue000" <= character <= "\uf8ff" or "\ud800" <= character <= "\udfff" else character


def text_boxes(paragraph: _Element) -> Iterator[_Element]:
    """The contents of the text boxes that stand in a paragraph; those inside them are found with their own."""
    for child in children(paragraph):
        if name_of(child) == "txbxContent":
            yield child
        elif name_of(child) not in LEFT_OUT:
            yield from text_boxes(child)


def count_pictures(element: _Element) -> int:
    """The number of pictures, of alternatives counted once."""
    return sum(
        1 if name_of(child) in _PICTURES else count_pictures(child)
        for child in children(element)
        if name_of(child) not in ("del", "moveFrom")
    )
