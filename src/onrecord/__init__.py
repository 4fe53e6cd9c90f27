"""onrecord: what governments say of their agreements, with the exact words it rests on."""

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from onrecord.errors import OnrecordError, UnreadableReport
    from onrecord.reading import read, read_paths, read_report
    from onrecord.records import Actor, Attribution, Claim, Dispute, Reading, Repair, Report

__version__ = version("onrecord")

__all__ = [
    "Actor", "Attribution", "Claim", "Dispute", "OnrecordError", "Reading", "Repair", "Report",
    "UnreadableReport", "__version__", "read", "read_paths", "read_report",
]  # fmt: skip

_HOMES = {
    "errors": ("OnrecordError", "UnreadableReport"),
    "reading": ("read", "read_paths", "read_report"),
    "records": ("Actor", "Attribution", "Claim", "Dispute", "Reading", "Repair", "Report"),
}


def __getattr__(name: str) -> Any:
    """Load what is asked for: who needs only `onrecord.repair` loads nothing else."""
    for module, names in _HOMES.items():
        if name in names:
            return getattr(import_module(f"onrecord.{module}"), name)
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")
