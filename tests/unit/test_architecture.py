"""The house rules that imports can break: one direction, Dagster at the top alone, a light command."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("dagster", "dbt", "pandera", "polars", "pyarrow", "duckdb")


def test_imports_go_one_way() -> None:
    result = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr


def test_every_room_stands_in_the_layers() -> None:
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = config["tool"]["importlinter"]["contracts"]
    named = {room.strip() for layer in contracts[0]["layers"] for room in layer.split("|")}
    rooms = {folder.name for folder in (ROOT / "gk_pipeline").iterdir() if (folder / "__init__.py").exists()}
    assert rooms - {"samples"} <= named


@pytest.mark.parametrize("command", [["--help"], ["extract", "--help"], ["run", "--help"], ["trace", "--help"]])
def test_help_is_light(command: list[str]) -> None:
    program = (
        "import sys; sys.argv[0] = 'gk'\n"
        "from gk_pipeline.cli.main import app\n"
        f"try: app({command!r})\nexcept SystemExit: pass\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in result.stdout, result.stdout + result.stderr


def test_reading_a_file_needs_no_store() -> None:
    program = (
        "import sys\nfrom gk_pipeline.pipeline.read_file import read_bytes\n"
        "read_bytes('收到申请数 3'.encode())\n"
        f"print('LOADED', [name for name in {HEAVY!r} if name in sys.modules])"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert "LOADED []" in result.stdout, result.stdout + result.stderr


def test_modules_say_what_belongs_in_them() -> None:
    for module in sorted((ROOT / "gk_pipeline").rglob("*.py")):
        if module.name == "__init__.py":
            continue
        head = module.read_text(encoding="utf-8").split('"""', 2)
        assert head[0] == "", f"{module} does not open with its docstring"
        assert "Belongs here" in head[1], f"{module} does not say what belongs in it"
