"""One command per question: stdout is data, stderr is talk."""

# In the order in which `onrecord --help` lists their commands.
# isort: off
from onrecord.cli import reading, keeping, asking, reporting, reviewing, judging, coding  # noqa: F401
# isort: on

from onrecord.cli.app import app, main
from onrecord.cli.options import DEFAULT_CONFIDENCE

__all__ = ["DEFAULT_CONFIDENCE", "app", "main"]
