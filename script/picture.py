"""Draw docs/demo.svg: what `script/demo` shows, as a picture for the README.

Usage: .venv/bin/python script/picture.py
"""

import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import DEFAULT_TERMINAL_THEME

from onrecord.exports.readings import reading_table
from onrecord.reading import read_paths
from onrecord.records import Reading

CHECKOUT = Path(__file__).parents[1]


def main() -> None:
    """Read the founding sample and write what a terminal of 118 columns shows."""
    console = Console(
        record=True,
        width=118,
        file=io.StringIO(),
        force_terminal=True,
        highlight=False,
        markup=False,
    )
    for reading in read_paths([CHECKOUT / "examples" / "seed.txt"]):
        assert isinstance(reading, Reading)
        console.print(reading_table(reading))
    svg = console.export_svg(title="script/demo", theme=DEFAULT_TERMINAL_THEME, unique_id="demo")
    # A picture in a README must not fetch fonts from elsewhere.
    svg = re.sub(r"@font-face\s*\{[^}]*\}\s*", "", svg)
    svg = svg.replace("Fira Code", "ui-monospace, 'DejaVu Sans Mono'")
    (CHECKOUT / "docs" / "demo.svg").write_text(svg, encoding="utf-8")


if __name__ == "__main__":
    main()
