"""What went wrong, and what to do: every error that onrecord raises for a user's sake."""


class OnrecordError(Exception):
    """A mistake or a mishap that a user can do something about.

    The message is one line: it names the file or the value, gives the reason and says what to do.
    """


class UnreadableReport(OnrecordError):
    """A file or a line that gives no report; the rest of the batch is still read."""


class UnusableLedger(OnrecordError):
    """A ledger file that cannot be opened, read or written."""


class UnknownRecord(OnrecordError):
    """An id that the ledger or a reading does not hold."""


class BadLexicon(OnrecordError):
    """A vocabulary file under data/ (or a user's) that does not say what it should."""


class MissingWeights(OnrecordError):
    """A tagger that is asked for and whose weights are not installed."""


class BadAnnotation(OnrecordError):
    """An annotated report that does not say what it should; the others are still scored."""


class BadJudgement(OnrecordError):
    """A judgement that does not say what it should; the others are still taken."""


class BadQuestion(OnrecordError):
    """A name, a date or a number in a question that means nothing."""


class UnwritableFile(OnrecordError):
    """A file that cannot be written; what stood there is still there."""
