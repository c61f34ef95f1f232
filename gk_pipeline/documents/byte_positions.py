"""Where each character of decoded text begins in the bytes it came from.

Belongs here: positions in an encoding, undecodable bytes and byte order marks included. Does not: markup.
"""

from __future__ import annotations

import codecs
from bisect import bisect_right

from gk_pipeline.documents.encoding import bad_sequences, decode

_BLOCK = 4096


class BytePositions:
    """Byte positions of the characters of `decode(data).text`.

    The text is cut into runs that decode without fault, with one character between them for each bad sequence. Inside
    a run the position is found by decoding it from its start, so nothing is assumed about how long characters are.
    """

    def __init__(self, data: bytes) -> None:
        decoded = decode(data)
        self.text = decoded.text
        self.encoding = decoded.encoding
        self._data = data
        # First character and first byte of each run.
        self._characters = [0]
        self._bytes = [decoded.offset]
        for start, end in bad_sequences(data[decoded.offset :], decoded.encoding):
            run = data[self._bytes[-1] : decoded.offset + start]
            self._characters.append(self._characters[-1] + len(run.decode(decoded.encoding)) + 1)
            self._bytes.append(decoded.offset + end)

    def of(self, character: int) -> int:
        """Byte position of the character with that index; the end of the bytes for the length of the text."""
        if character >= len(self.text):
            return len(self._data)
        run = bisect_right(self._characters, character) - 1
        return self._within_run(run, character - self._characters[run])

    def _within_run(self, run: int, characters: int) -> int:
        position, left = self._bytes[run], characters
        decoder = codecs.getincrementaldecoder(self.encoding)()
        step = _BLOCK
        while left > 0:
            state = decoder.getstate()
            try:
                found = len(decoder.decode(self._data[position : position + step]))
            except UnicodeDecodeError:
                found = left
            if found >= left and step > 1:
                # Too far, perhaps by a part of the next character, or into what is not in the run.
                decoder.setstate(state)
                step //= 2
            else:
                position, left = position + step, left - found
        return position
