"""A report flows one way through the stages, so imports do too."""

import ast
from itertools import pairwise
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "src" / "onrecord"
# In the order in which a report passes; a module imports only from modules above it.
ORDER = (
    "errors", "alignment", "records", "lexicons", "sides", "sentences", "repair", "reports",
    "tagger", "attributions", "actors", "dates", "quantities", "claims", "standings", "agreements",
    "copies", "judgements", "ledger", "evaluation", "exports", "reading", "__init__", "terminal", "cli",
)  # fmt: skip


def imports_of(path: Path) -> set[str]:
    """The stages of onrecord that a module imports, also inside its functions."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "onrecord"
        ):
            parts = node.module.split(".")[1:] or [alias.name for alias in node.names]
            found.add(parts[0])
        elif isinstance(node, ast.Import):
            found |= {
                [*a.name.split("."), "__init__"][1]
                for a in node.names
                if a.name.split(".")[0] == "onrecord"
            }
    return {name for name in found if name in ORDER}


def stage_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


MODULES = sorted(PACKAGE.rglob("*.py"))


def test_every_stage_has_its_place() -> None:
    assert {stage_of(path) for path in MODULES} == set(ORDER)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    stage = stage_of(path)
    above = ORDER[: ORDER.index(stage) + 1]
    assert imports_of(path) <= set(above)


def test_a_back_reference_would_be_seen(tmp_path: Path) -> None:
    module = tmp_path / "records.py"
    module.write_text(
        "def f():\n    from onrecord.claims import find_claims\n    import onrecord.cli\n"
    )
    assert imports_of(module) == {"claims", "cli"}
    assert all(ORDER.index(a) < ORDER.index(b) for a, b in pairwise(ORDER))
