"""Mail (.eml): press releases and newsletters as they were sent."""

from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from onrecord.errors import UnreadableReport
from onrecord.records import Report
from onrecord.reports.decoding import decode
from onrecord.reports.pages import page_report
from onrecord.reports.publication import published_on
from onrecord.reports.texts import Particulars, text_report


def mail_report(raw: bytes, known: Particulars, name: str, published: str | None) -> Report:
    """The report that a mail's body is: its plain text, or its HTML if it has no other.

    The bytes kept are those of the body, with quoted-printable or base64 undone.
    """
    try:
        message = BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)
        part = message.get_body(("plain", "html"))
        body = part.get_payload(decode=True) if part else None
        labels = _labels(message)
        kind = part.get_content_type() if part else None
        charset = part.get_content_charset() if part else None
        attached = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    except Exception as error:  # the mail library fails in many ways on broken mail
        raise UnreadableReport(
            f"{name} is no mail that can be read; save its words as .txt"
        ) from error
    if not isinstance(body, bytes) or not body.strip():
        raise UnreadableReport(
            f"{name} is a mail without text; save what is attached to it by itself"
        )
    if attached:
        labels = labels.or_else(
            Particulars(notes=(f"{attached} attached to the mail are not read.",))
        )
    decoded = decode(body, name, declared=charset)
    if kind == "text/html":
        return page_report(decoded, known.or_else(labels), name, published)
    return text_report(decoded, known.or_else(labels).or_else(Particulars(published=published)))


def _labels(message: EmailMessage) -> Particulars:
    sender, address = parseaddr(str(message.get("From", "")))
    return Particulars(
        id=str(message.get("Message-ID", "")).strip().strip("<>") or None,
        title=str(message.get("Subject", "")) or None,
        author=sender or address or None,
        published=published_on(str(message.get("Date", "")).split(" (")[0]),
    )
