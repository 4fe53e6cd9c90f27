"""Files, pages, feeds and archives, as reports: whatever arrives is read, or says why not."""

from onrecord.reports.batches import count_reports, read_reports
from onrecord.reports.texts import report_of

__all__ = ["count_reports", "read_reports", "report_of"]
