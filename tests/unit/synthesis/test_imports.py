"""The generator shares the catalogue with the parser, and nothing else: a fault of both would hide itself."""

from __future__ import annotations

import ast
from pathlib import Path

import gk_pipeline.synthesis

ALLOWED = ("gk_pipeline.catalog", "gk_pipeline.synthesis")


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
        elif isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
    return names


def test_synthesis_imports_the_catalogue_alone() -> None:
    modules = sorted(Path(gk_pipeline.synthesis.__file__).parent.glob("*.py"))
    assert len(modules) > 10
    for module in modules:
        own = {name for name in imported(module) if name.startswith("gk_pipeline")}
        assert all(name.startswith(ALLOWED) for name in own), f"{module.name} imports {own}"


def test_no_wording_or_rule_of_the_parser_is_used() -> None:
    """Claims and identities of the catalogue are the parser's: the generator has sentences and sums of its own."""
    for module in Path(gk_pipeline.synthesis.__file__).parent.glob("*.py"):
        assert not imported(module) & {"gk_pipeline.catalog.claims", "gk_pipeline.catalog.identities"}, module.name
