"""What a command says where the stream has no signs for it."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from gk_pipeline.cli.main import main


def test_what_a_stream_has_no_sign_for_is_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is no UTF-8, and Chinese where the terminal has ASCII alone."""
    file = tmp_path / "通知\udcff.txt"
    file.write_text("通知", encoding="utf-8")
    for encoding, printed in (("utf-8", rb"\udcff.txt"), ("ascii", rb"\u901a\u77e5\udcff.txt")):
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", stream)
        monkeypatch.setattr(sys, "argv", ["gk", "extract", str(file)])
        with pytest.raises(SystemExit) as ended:
            main()
        stream.flush()
        assert ended.value.code == 0
        assert printed in stream.buffer.getvalue()  # type: ignore[attr-defined]
