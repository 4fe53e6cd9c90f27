"""onrecord: what governments say of their agreements, with the exact words it rests on."""

from importlib.metadata import version

from onrecord.errors import OnrecordError, UnreadableReport
from onrecord.reading import read, read_paths, read_report
from onrecord.records import Actor, Attribution, Claim, Dispute, Reading, Repair, Report

__version__ = version("onrecord")

__all__ = [
    "Actor", "Attribution", "Claim", "Dispute", "OnrecordError", "Reading", "Repair", "Report",
    "UnreadableReport", "__version__", "read", "read_paths", "read_report",
]  # fmt: skip
