"""Inputs for each reader: the project's own files and cases, or made anew, then broken."""

import base64
import gzip
import io
import json
import quopri
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from fuzz.mutating import CODECS, TOKENS, damaged, mutated
from onrecord.repair.decoders import DECODERS

CHECKOUT = Path(__file__).parents[2]
FILES = CHECKOUT / "tests" / "reports"

Maker = Callable[[Random], bytes]

_WORDS = (
    "Riga Minsk Noem Honduras the a said denied that an agreement was signed Thursday migrants 40"
    " “No,” didn’t minister’s — … S\u00e3o Lom\u00e9 U.S. 2019–2021 text: «Да» 协议 合意 협정 اتفاق"
).split()
_WESTERN = re.compile("[\x00-\u024f\u2010-\u203a]+")
_TAGS = (
    "p div span b i a br hr h1 h2 li ul ol table tr td article section main nav aside footer header"
    " form script style title head body html pre blockquote noscript iframe figure figcaption time"
    " svg math template textarea xmp plaintext select option frameset object details"
).split()
_ATTRIBUTES = (
    "class id href property name content itemprop datetime type rel hidden style lang pubdate onclick"
).split()
_KEYS = (
    "text html id title publisher url published items content_html content_text summary author"
    " authors name date_published @type @graph headline datePublished mainEntityOfPage"
).split()
_HTML = [f"<{t}>".encode() for t in _TAGS] + [f"</{t}>".encode() for t in _TAGS] + [
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<!DOCTYPE html>", b"<?xml version='1.0' encoding='",
    b"<meta charset=utf-7>", b"<meta charset='gbk'>", b"<base href='//['>", b"<", b">", b"</", b"<!",
    b"<a href='http://[::1'>", b"<time datetime='2025-99-99'>", b"'", b'"', b"=", b"&#", b"&#x",
    b'<script type="application/ld+json">', b'<meta property="article:published_time" content="',
    b'<meta name="author" content="Reuters">', b'<link rel="canonical" href="http://',
]  # fmt: skip
_JSON = [f'"{key}":'.encode() for key in _KEYS] + [
    b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"\\ud800", b"\\udc80", b"\\u0000", b"\\n", b"null",
    b"true", b"1e999", b"NaN", b"-Infinity", b"\xef\xbb\xbf", b"[" * 2_000, b'{"a":' * 2_000,
]  # fmt: skip
_XML = [
    b"<item>", b"</item>", b"<entry>", b"<content type='xhtml'>", b"<content type='html'>",
    b"<description>", b"<title>", b"<link href='", b"<pubDate>", b"<guid>", b"<dc:creator>",
    b"<content:encoded>", b"<![CDATA[", b"]]>", b"<!DOCTYPE r [<!ENTITY a 'b'>]>", b"&a;", b"xmlns:a='",
    b"<media:content url='", b"<georss:point>", b"<itunes:duration>", b"<category>", b"<cloud/>",
    b"<w:t>", b"<w:p>", b"</w:p>", b"<w:br/>", b"<mc:Fallback>",
]  # fmt: skip
_PDF = [
    b"obj", b"endobj", b"stream", b"endstream", b"xref", b"trailer", b"<<", b">>", b"/Kids [1 0 R]",
    b"/Count 99999999", b"/Length -1", b"/Filter /FlateDecode", b"/Encrypt 1 0 R", b"(\\000\\377)",
    b"<FEFFD800>", b" Tj", b"BT", b"ET", b"/F1 1 Tf", b"/Title (\xfe\xff\xd8\x00)", b"startxref\n0",
]  # fmt: skip
_MAIL = [
    b"Content-Type: text/html; charset=", b"Content-Type: multipart/mixed; boundary=", b"=?utf-8?B?",
    b"=?x?q?=FF?=", b"?=", b"Content-Transfer-Encoding: base64\n", b"\n\n", b"--x\n", b"--x--\n",
    b"Subject: ", b"From: ", b"Date: ", b"Message-ID: <", b"Content-Disposition: attachment;\n",
    b"charset*0=", b"=?utf-8?q?=0A?=", b"Content-Transfer-Encoding: x-uuencode\n", b"begin 644 a\n",
]  # fmt: skip


@cache
def texts() -> list[str]:
    """Texts of reports and of cases, damaged and clean."""
    found = [(CHECKOUT / "examples" / "seed.txt").read_text("utf-8")]
    for path in sorted((CHECKOUT / "tests" / "cases").glob("*.json")):
        found += _strings(json.loads(path.read_text("utf-8")))
    return found


@cache
def files(ending: str) -> list[bytes]:
    """The project's files with an ending."""
    return [path.read_bytes() for path in sorted(FILES.glob("*" + ending))]


def plain(rng: Random) -> bytes:
    """A text in some encoding."""
    raw = text(rng)
    if rng.random() < 0.3:
        raw = raw.decode("utf-8", "replace").encode(rng.choice(CODECS[:-2]), "replace")
    return _broken(rng, raw, [])


def text(rng: Random) -> bytes:
    """A text in UTF-8, perhaps damaged, perhaps with bytes that are none."""
    words = rng.choice(texts()) if rng.random() < 0.6 else _prose(rng)
    for _ in range(rng.choice((0, 0, 0, 1, 3))):
        words += rng.choice("\n ") + rng.choice(texts())
    if rng.random() < 0.4:
        words = damaged(rng, words)
    return _broken(rng, words.encode("utf-8", "replace"), [])


def prose_and_damage(rng: Random) -> bytes:
    """The name of a decoder, and after the line's end the text that it is to misread."""
    words = [word for word in _prose(rng).split() if _WESTERN.fullmatch(word)]
    return f"{rng.choice(DECODERS).name}\n{' '.join(words)}".encode()


def page(rng: Random) -> bytes:
    """A page."""
    raw = rng.choice(files(".html")) if rng.random() < 0.5 else _markup(rng)
    return _broken(rng, raw, _HTML, files(".html"))


def lines(rng: Random) -> bytes:
    """Lines of JSON."""
    raw = b"\n".join(_json(_object(rng), rng) for _ in range(rng.choice((1, 1, 2, 5))))
    return _broken(rng, raw, _JSON)


def packed_lines(rng: Random) -> bytes:
    """The same, compressed."""
    return _maybe(rng, gzip.compress(lines(rng), mtime=0))


def json_file(rng: Random) -> bytes:
    """A JSON Feed, a list of reports or one."""
    if rng.random() < 0.3:
        raw = rng.choice(files(".json"))
    else:
        items = [_object(rng) for _ in range(rng.choice((0, 1, 3)))]
        raw = _json(rng.choice(({"title": _value(rng), "items": items}, items, _object(rng))), rng)
    return _broken(rng, raw, _JSON)


def feed(rng: Random) -> bytes:
    """An RSS or Atom feed."""
    known = files(".rss") + files(".atom")
    if rng.random() < 0.6:
        return _broken(rng, rng.choice(known), _XML + _HTML, known)
    entry = "".join(
        f"<{tag}>{_prose(rng)}</{tag}>"
        for tag in rng.choices(("title", "link", "description", "pubDate", "guid", "author"), k=4)
    )
    raw = f"<rss version='2.0'><channel><title>LETA</title>{f'<item>{entry}</item>' * 2}</channel></rss>"
    return _broken(rng, raw.encode(), _XML + _HTML, known)


def pdf(rng: Random) -> bytes:
    """A PDF whose streams are not compressed, so that its words can be broken too."""
    if rng.random() < 0.3:
        return _broken(rng, rng.choice(files(".pdf")), _PDF, files(".pdf"))
    words = _broken(rng, _prose(rng, 8).encode("cp1252", "replace"), [])[:2_000]
    shown = words.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    rows = b") Tj 0 -12 Td (".join(shown[at : at + 60] for at in range(0, len(shown), 60))
    stream = b"BT /F1 11 Tf 50 700 Td (" + rows + b") Tj ET"
    title = mutated(rng, b"Joint statement", [], TOKENS)[:100].hex().encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%b\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/Encoding/WinAnsiEncoding>>",
        b"<</Title<FEFF%b>>>" % title,
    ]
    objects = b"".join(b"%d 0 obj%b endobj\n" % (at, one) for at, one in enumerate(parts, 1))
    raw = b"%PDF-1.4\n" + objects + b"trailer<</Root 1 0 R/Info 6 0 R>>\n%%EOF"
    return _broken(rng, raw, _PDF) if rng.random() < 0.5 else raw


def document(rng: Random) -> bytes:
    """A Word document: its XML broken, or the archive around it."""
    [whole] = files(".docx")
    with zipfile.ZipFile(io.BytesIO(whole)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts.setdefault("docProps/core.xml", _PROPERTIES)
    for name in rng.sample(sorted(parts), rng.choice((0, 1, 1, 2))):
        parts[name] = _broken(rng, parts[name], _XML)
    method = rng.choice(
        (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, raw in parts.items():
            archive.writestr(zipfile.ZipInfo(name), raw, method)
    return _maybe(rng, packed.getvalue())


def mail(rng: Random) -> bytes:
    """A mail of one part or several, its words encoded as mail encodes them, or wrongly."""
    if rng.random() < 0.4:
        return _broken(rng, rng.choice(files(".eml")), _MAIL)
    heads = [
        f"Subject: {_prose(rng, 1)}", f"From: {_prose(rng, 1)} <a@b>", "Date: Thu, 26 Jun 2025 10:00:00 +0200",
        "Message-ID: <1@b>", "Subject: =?utf-8?B?4oCZ?= =?gbk?q?=FF=FE?=",
    ]  # fmt: skip
    raw = "\n".join(rng.sample(heads, 3)).encode() + b"\n"
    if rng.random() < 0.5:
        return _broken(rng, raw + _part(rng), _MAIL)
    kind = rng.choice((b"mixed", b"alternative", b"related", b"digest"))
    raw += b"Content-Type: multipart/" + kind + b"; boundary=x\n\n"
    raw += b"".join(b"--x\n" + _part(rng) + b"\n" for _ in range(rng.choice((1, 2, 3))))
    return _broken(rng, raw + b"--x--\n", _MAIL)


def anything(rng: Random) -> bytes:
    """What may be sent to standard input."""
    return rng.choice((plain, text, page, lines, json_file, feed, pdf, mail, packed_lines))(rng)


_PROPERTIES = (
    b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Pact</dc:title>'
    b"</cp:coreProperties>"
)


def _broken(
    rng: Random, raw: bytes, tokens: list[bytes], others: list[bytes] | None = None
) -> bytes:
    """Most inputs are broken; one in eight is left, to be read to its end."""
    if rng.random() < 0.125:
        return raw
    return mutated(rng, raw, others or [rng.choice(texts()).encode()], tokens)


def _maybe(rng: Random, packed: bytes) -> bytes:
    """An archive, in one of three cases with broken bytes: else what is in it is never reached."""
    return (
        mutated(rng, packed, [], [b"PK\x03\x04", b"PK\x05\x06"]) if rng.random() < 0.33 else packed
    )


def _prose(rng: Random, sentences: int = 0) -> str:
    return ". ".join(
        " ".join(rng.choices(_WORDS, k=rng.choice((1, 5, 12))))
        for _ in range(sentences or rng.choice((1, 2, 6)))
    )


def _markup(rng: Random, depth: int = 0) -> bytes:
    pieces = []
    for _ in range(rng.choice((1, 2, 4))):
        tag = rng.choice(_TAGS)
        value = rng.choice(
            (_prose(rng, 1), "2025-06-26", "http://leta.example/a", "NewsArticle", "")
        )
        given = f" {rng.choice(_ATTRIBUTES)}='{value}'" if rng.random() < 0.4 else ""
        inner = (
            _markup(rng, depth + 1) if depth < 5 and rng.random() < 0.5 else _prose(rng).encode()
        )
        pieces.append(f"<{tag}{given}>".encode() + inner + f"</{tag}>".encode())
    if not depth:
        data = b'<script type="application/ld+json">' + _json(_object(rng), rng) + b"</script>"
        metas = f'<meta name="date" content="{rng.choice(_dates())}"><meta name="author" content="Reuters">'
        pieces = [b"<!DOCTYPE html><html><head>", data, metas.encode(), b"</head><body>", *pieces]
    return b"".join(pieces)


def _part(rng: Random) -> bytes:
    kind = rng.choice((b"text/plain", b"text/html", b"text/plain", b"message/rfc822", b"image/png"))
    body = page(rng) if kind == b"text/html" else plain(rng)
    charset = rng.choice((*CODECS, "x-none", "")).encode()
    packing, body = rng.choice(
        (
            (b"base64", base64.encodebytes(body)),
            (b"quoted-printable", quopri.encodestring(body)),
            (b"8bit", body),
            (b"base64", body),
            (b"x-uuencode", body),
        )
    )
    return (
        b"Content-Type: " + kind + b"; charset=" + charset
        + b"\nContent-Transfer-Encoding: " + packing + b"\n\n" + body
    )  # fmt: skip


def _dates() -> tuple[str, ...]:
    return (
        "2025-06-26", "June 2025", "26/06/2025", "06/07/2025", "2025-W26-4", "20250626T101010Z", "0001",
        "2025 10:10:10.999999999 AM EST+99:99", "2025 99 AM", "Thursday, 31 June 2025", "2025.5.5.5",
        "1999 1 1 1 1 1 1", "2025-06-26T25:00", "2025 1e9", "2025 a.m.", "٢٠٢٥-٠٦-٢٦", "2025 NaN",
    )  # fmt: skip


def _object(rng: Random) -> dict[str, Any]:
    found = {key: _value(rng) for key in rng.sample(_KEYS, rng.choice((0, 1, 3, 6)))}
    if rng.random() < 0.8:
        key = rng.choice(("text", "html", "content_html", "content_text", "articleBody"))
        found[key] = rng.choice((_prose(rng), rng.choice(texts()), _markup(rng, 3).decode()))
    if rng.random() < 0.5:
        found[rng.choice(("published", "datePublished", "date_published"))] = rng.choice(_dates())
    if rng.random() < 0.3:
        found["@type"] = rng.choice(("NewsArticle", ["Article"], [None], 7))
    return found


def _value(rng: Random, depth: int = 0) -> Any:
    simple = (
        None, True, 0, -1, 10**18, 10**400, 1.5, "", " ", "a\nb", "\x00", "\ud800", "a\udc80b",
        "\x1b[31mred", "http://leta.example/\n", "http://[", "x" * 5_000, "鈥檚", "<p>Riga", "\u2028",
        rng.choice(_dates()), _prose(rng, 1),
    )  # fmt: skip
    if depth < 4 and rng.random() < 0.3:
        if rng.random() < 0.5:
            return [_value(rng, depth + 1) for _ in range(rng.choice((0, 1, 3)))]
        return {rng.choice(_KEYS): _value(rng, depth + 1) for _ in range(rng.choice((0, 1, 3)))}
    return rng.choice(simple)


def _json(value: Any, rng: Random) -> bytes:
    return json.dumps(value, ensure_ascii=rng.random() < 0.5).encode("utf-8", "surrogatepass")


def _strings(value: Any) -> Iterator[str]:
    """Yield the strings of a file of cases that are long enough to be sentences."""
    if isinstance(value, str) and len(value) > 15:
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
