"""The README is one report, read to the end: its Python runs and its files exist."""

import doctest
import re
from pathlib import Path

CHECKOUT = Path(__file__).parents[1]
README = (CHECKOUT / "README.md").read_text("utf-8")


def test_the_python_in_the_readme_runs() -> None:
    parser = doctest.DocTestParser()
    example = parser.get_doctest(README, {}, "README.md", "README.md", 0)
    assert example.examples
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example)
    assert result.failed == 0


def test_what_the_readme_links_to_exists() -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", README)
    assert len(links) > 5
    assert [link for link in links if not (CHECKOUT / link).exists()] == []


def test_every_command_is_documented() -> None:
    from typer.main import get_command

    from onrecord.cli import app

    commands = get_command(app).commands  # type: ignore[attr-defined]
    documented = set(re.findall(r"`onrecord ([a-z-]+)", README))
    assert set(commands) <= documented


def test_every_field_of_the_output_is_documented() -> None:
    from onrecord import read
    from onrecord.exports.contract import reading_as_json

    found = reading_as_json(
        read(
            "Chad’s government said on May 2, 2024 that it took 40 migrants from Mali under the deal."
        )
    )
    documented = set(re.findall(r"`(\w+)`", (CHECKOUT / "docs" / "json.md").read_text("utf-8")))
    for part in found.values():
        for record in part if isinstance(part, list) else [part]:
            if isinstance(record, dict):
                assert set(record) <= documented
