"""The README is one report, read to the end: its Python runs and its files exist."""

import doctest
import json
import re
import shlex
from pathlib import Path
from typing import Any

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


def test_commands_in_the_docs_are_as_they_are_written() -> None:
    """Every command and option of the examples is one that there is."""
    from typer.main import get_command

    from onrecord.cli import app

    pages = [CHECKOUT / "README.md", *sorted((CHECKOUT / "docs").glob("*.md"))]
    examples = [
        line.removeprefix("$ ").partition("#")[0]
        for page in pages
        for block in re.findall(r"^```(?:sh)?\n(.*?)^```", page.read_text("utf-8"), re.M | re.S)
        for line in block.splitlines()
        if line.removeprefix("$ ").startswith("onrecord ")
    ]
    assert len(examples) > 20
    for example in examples:
        command, words = get_command(app), shlex.split(example)[1:]
        while hasattr(command, "commands"):
            assert words[0] in command.commands, example
            command = command.commands[words.pop(0)]
        options = {option for each in command.params for option in each.opts}
        assert {word for word in words if word.startswith("--")} <= options, example


def test_every_field_of_the_ledger_is_documented() -> None:
    from made_sessions import FOLDER

    told = set(re.findall(r"`(\w+)`", (CHECKOUT / "docs" / "json.md").read_text("utf-8")))
    told |= set(re.findall(r"`(\w+) ", (CHECKOUT / "docs" / "json.md").read_text("utf-8")))

    def keys(value: Any) -> set[str]:
        inner = value.values() if isinstance(value, dict) else value
        found = set(value) if isinstance(value, dict) else set()
        return found.union(*(keys(one) for one in inner if isinstance(one, dict | list)))

    printed = [
        json.loads(line)
        for path in FOLDER.glob("*.txt")
        for line in path.read_text("utf-8").splitlines()
        if line.startswith("{")
    ]
    assert len(printed) > 10
    assert keys(printed) - told == set()
