"""How far coders agree, as a table and as JSON."""

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from onrecord.evaluation import LEVELS, CodersAgreement
from onrecord.exports.wording import counted


def coders_table(found: CodersAgreement) -> RenderableType:
    """Alpha by field, and for annotations the F1 of one coder against the other by level."""
    told = f"{counted(found.reports, 'report')}, {counted(found.claims, 'claim')}"
    parts: list[RenderableType] = [
        Text(" and ".join(found.coders), style="bold"), Text(told, style="dim"), _fields(found),
    ]  # fmt: skip
    if found.levels:
        parts += [Text("The second against the first", style="bold"), _levels(found)]
    return Group(*parts, *(Text(line, style="yellow") for line in found.left_out))


def _fields(found: CodersAgreement) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("field")
    for name in ("alpha", "same", "units"):
        table.add_column(name, justify="right")
    table.add_column("")
    for field in found.fields:
        table.add_row(
            field.field, _number(field.alpha), _number(field.agreement), str(field.units),
            field.why_none,
        )  # fmt: skip
    return table


def _levels(found: CodersAgreement) -> RenderableType:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("level")
    for name in ("F1", "both", "first", "second"):
        table.add_column(name, justify="right")
    for level, count in zip(LEVELS, found.levels, strict=True):
        numbers = map(str, (count.right, count.gold, count.said))
        table.add_row(level, _number(count.f1), *numbers)
    return table


def _number(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"


def coders_as_json(found: CodersAgreement) -> dict[str, Any]:
    """How far coders agree, ready for `json.dumps`; `levels` is empty unless they annotated."""
    return {
        "coders": list(found.coders),
        "reports": found.reports,
        "claims": found.claims,
        "fields": [
            {
                "field": field.field,
                "alpha": _rounded(field.alpha),
                "agreement": _rounded(field.agreement),
                "units": field.units,
                "why_none": field.why_none,
            }
            for field in found.fields
        ],
        "levels": {
            level: {
                "f1": round(count.f1, 4),
                "both": count.right,
                "first": count.gold,
                "second": count.said,
            }
            for level, count in zip(LEVELS, found.levels, strict=bool(found.levels))
        },
        "left_out": list(found.left_out),
    }


def _rounded(share: float | None) -> float | None:
    return None if share is None else round(share, 4)
