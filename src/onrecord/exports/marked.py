"""A repaired text as a person looks at it: each place in colour, with what stood there."""

from rich.text import Text

from onrecord.records import Repair
from onrecord.repair import Repaired

# Exact repairs are green, inferred ones yellow; what was left because it is doubtful is red.
EXACT, INFERRED, DOUBTFUL = "bold green", "bold yellow", "bold red"


def marked_text(repaired: Repaired) -> Text:
    """The text with each repaired place in colour and, behind it in brackets, what it was.

    Where there is no colour the brackets still tell: `“[was 鈥淲]We`.
    """
    marked, position = Text(), 0
    for repair in repaired.repairs:
        marked.append(repaired.text[position : repair.start])
        marked.append(repaired.text[repair.start : repair.end], style=_style(repair))
        marked.append(f"[{_told(repair)}]", style="dim")
        position = repair.end
    return marked.append(repaired.text[position:])


def _told(repair: Repair) -> str:
    was = repair.was if repair.was.isprintable() else ascii(repair.was)[1:-1]
    if repair.now == repair.was:
        return f"doubtful: {repair.why}"
    return f"was {was}, {repair.trust:.0%}" if repair.inferred else f"was {was}"


def _style(repair: Repair) -> str:
    if repair.now == repair.was:
        return DOUBTFUL
    return INFERRED if repair.inferred else EXACT


def summary_line(repaired: Repaired) -> str:
    """What was done, in one line: for standard error, where the text itself goes on."""
    done = [repair for repair in repaired.repairs if repair.now != repair.was]
    inferred = sum(repair.inferred for repair in done)
    line = f"{len(done)} places repaired, {inferred} of them inferred"
    left = len(repaired.repairs) - len(done)
    return f"{line}; {left} left as they stood, too doubtful" if left else line
