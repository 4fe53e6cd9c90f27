"""The command line itself: what all commands belong to, and how a mistake ends."""

import os
import sys
from typing import Annotated

import typer

import onrecord
from onrecord.errors import OnrecordError
from onrecord.terminal import OutputClosed, say

app = typer.Typer(
    help="What governments say of their agreements, with the exact words it rests on.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def main() -> None:
    """Run the command line; a user's mistake ends in one line on stderr and exit code 1."""
    try:
        app()
    except OnrecordError as error:
        say(str(error))
        sys.exit(1)
    except OutputClosed:
        # The reader of our output went away ("| head"): nothing is wrong, but stdout is closed.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except KeyboardInterrupt:
        say("Stopped.")
        sys.exit(130)


def _version(asked: bool) -> None:
    if asked:
        print(f"onrecord {onrecord.__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """What governments say of their agreements, with the exact words it rests on."""
