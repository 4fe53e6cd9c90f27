"""What a file is by its first bytes, when it is no text: "a JPEG image", "a ZIP archive"."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"GIF87a", "a GIF image"),
    (b"GIF89a", "a GIF image"),
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"PK\x05\x06", "an empty ZIP archive"),
    (b"\x1f\x8b", "gzip-compressed"),
    (b"BZh", "bzip2-compressed"),
    (b"\xfd7zXZ\x00", "xz-compressed"),
    (b"\x28\xb5\x2f\xfd", "zstd-compressed"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word, Excel or Outlook file"),
    (b"{\\rtf", "a rich text (RTF) file"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"OggS", "an Ogg recording"),
    (b"ID3", "an MP3 recording"),
    (b"\x1aE\xdf\xa3", "a Matroska or WebM film"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"PAR1", "a Parquet table"),
    (b"wOF2", "a font"),
)

_INNER = (
    (0, b"RIFF", 8, b"WEBP", "a WebP image"),
    (0, b"RIFF", 8, b"WAVE", "a WAVE recording"),
    (4, b"ftyp", 8, b"heic", "an HEIC image"),
    (4, b"ftyp", 8, b"avif", "an AVIF image"),
    (4, b"ftyp", 8, b"", "an MP4 film"),
    (0, b"MZ", 2, b"\x90\x00", "a program"),
)

_ZIPS = (
    (b"word/", "a Word document (.docx)"),
    (b"xl/", "an Excel workbook (.xlsx)"),
    (b"ppt/", "a PowerPoint file (.pptx)"),
    (b"mimetypeapplication/epub", "an EPUB book"),
    (b"mimetypeapplication/vnd.oasis.opendocument", "an OpenDocument file"),
)


def kind_of(head: bytes) -> str | None:
    """What the first bytes of a file say that it is, or None where they may be text.

    >>> kind_of(b"\\xff\\xd8\\xff\\xe0\\x00\\x10JFIF"), kind_of(b"Noem said Thursday")
    ('a JPEG image', None)
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            if signature == b"PK\x03\x04":
                return next((k for part, k in _ZIPS if part in head[:4096]), kind)
            return kind
    for at, signature, then, inner, kind in _INNER:
        if head[at:].startswith(signature) and head[then:].startswith(inner):
            return kind
    return None
