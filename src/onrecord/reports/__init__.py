"""Files, pages, feeds and archives, as reports: whatever arrives is read, or says why not."""

from onrecord.reports.batches import count_reports, read_reports, read_text
from onrecord.reports.texts import report_of

__all__ = ["count_reports", "read_reports", "read_text", "report_of"]
