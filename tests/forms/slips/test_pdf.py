"""PDFs: what they are, what they never fetch, and what is said where they cannot be made."""

import io
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, HTTPServer

import pypdf
import pytest
from PIL import ImageFile

from forms.slips import pdf
from forms.slips.pdf import NoPdf, pdf_of

FONTS = '"Noto Serif", "Noto Serif Lao", "Noto Serif Khmer"'
SCRIPTS = {
    "vi": "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
    "en": "Receipt",
    "lo": "ສາທາລະນະລັດ ປະຊາທິປະໄຕ ປະຊາຊົນລາວ ນ້ຳ",
    "km": "ព្រះរាជាណាចក្រកម្ពុជា ស្ត្រី ខ្ញុំ",
}


def document(body: str, language: str = "vi", fonts: str = FONTS) -> str:
    style = f"<style>body {{ font-family: {fonts} }}</style>"
    head = f"<head><title>Giấy tờ</title>{style}</head>"
    return f'<!doctype html><html lang="{language}">{head}<body>{body}</body></html>'


def opened(made: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(made))


def elements(reader, node=None):
    """All elements of the tree of tags, from the outside in."""
    node = node or reader.trailer["/Root"]["/StructTreeRoot"]["/K"][0].get_object()
    yield node
    for kid in node.get("/K", []):
        if not isinstance(kid, int) and "/S" in (kid := kid.get_object()):
            yield from elements(reader, kid)


def fonts(reader):
    """Every font of the document, by its name."""
    found = {}
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].get_object().values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            found[inner["/BaseFont"]] = inner["/FontDescriptor"].get_object()
    return found


@pytest.mark.parametrize("language", SCRIPTS)
def test_it_is_tagged_titled_in_its_language_and_says_that_it_is_pdf_ua(language):
    reader = opened(pdf_of(document(f"<h1>{SCRIPTS[language]}</h1><p>…</p>", language)))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"] == True  # noqa: E712  (pypdf's own boolean)
    assert root["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert reader.metadata is not None
    assert reader.metadata.title == "Giấy tờ"
    assert b'pdfuaid:part="1"' in root["/Metadata"].get_data()
    assert [node["/S"] for node in elements(reader)][:3] == ["/Document", "/H1", "/Span"]


def test_every_script_has_its_own_font_and_it_is_inside():
    text = "".join(f'<p lang="{code}">{words}</p>' for code, words in SCRIPTS.items())
    found = fonts(opened(pdf_of(document(text))))
    assert {name.partition("+")[2] for name in found} == {
        "Noto-Serif",
        "Noto-Serif-Lao",
        "Noto-Serif-Khmer",
    }
    assert all("/FontFile2" in font or "/FontFile3" in font for font in found.values())


def test_a_section_in_another_language_says_so_to_a_screen_reader():
    body = f'<p>{SCRIPTS["vi"]}</p><section lang="lo"><p>{SCRIPTS["lo"]}</p></section>'
    said = {node["/S"]: node.get("/Lang") for node in elements(opened(pdf_of(document(body))))}
    assert said["/Sect"] == "lo"
    assert said["/P"] is None


def test_the_same_document_gives_the_same_bytes():
    assert pdf_of(document("<p>Một</p>")) == pdf_of(document("<p>Một</p>"))


def test_R39_control_characters_do_not_break_it():
    body = "<p>Tên\x00\x01\x0b\x1f\x7f\ufffe\uffff\ud800 Mẫu</p>"
    assert opened(pdf_of(document(body))).pages[0].extract_text() == "Tên Mẫu"


def test_a_letter_without_a_font_is_spelled_and_not_left_an_empty_box():
    assert "[U+6F22] x" in opened(pdf_of(document("<p>漢 x</p>"))).pages[0].extract_text()


# ------------------------------------------------------------- nothing is fetched


class Door(BaseHTTPRequestHandler):
    """Notes whoever knocks."""

    knocks: list[str] = []

    def do_GET(self):
        self.knocks.append(self.path)
        self.send_response(404)
        self.end_headers()


@pytest.fixture
def door():
    Door.knocks = []
    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def everywhere(url: str) -> str:
    """The address in every place that a document fetches from."""
    return document(
        f'<link rel="stylesheet" href="{url}/1"><link rel="attachment" href="{url}/2">'
        f'<style>@import "{url}/3"; @font-face {{ font-family: x; src: url({url}/4) }}'
        f"p {{ font-family: x, {FONTS}; background: url({url}/5) }}</style>"
        f'<p>Một<img alt="" src="{url}/6"><object data="{url}/7"></object>'
        f'<embed src="{url}/8"></p><base href="{url}/9">'
        f'<svg xmlns="http://www.w3.org/2000/svg"><title>x</title><image href="{url}/10"/>'
        f'<use href="{url}/11#a"/></svg>'
    )


def test_R57_no_address_is_asked_for(door):
    assert opened(pdf_of(everywhere(door))).pages
    assert Door.knocks == []


def test_R57_no_file_is_read_but_those_of_the_given_folder(tmp_path):
    inside, outside = tmp_path / "in", tmp_path / "out"
    for folder, size in ((inside, 70), (outside, 40)):
        folder.mkdir()
        (folder / "own.css").write_text(f"p {{ margin-left: {size}mm }}")
    plain = pdf_of(document("<p>Một</p>"))
    for address in (f"file://{outside}", "../out", f"file://{inside}/../out", "..%2fout"):
        html = document(f'<link rel="stylesheet" href="{address}/own.css"><p>Một</p>')
        assert pdf_of(html, inside) == plain, address
        assert pdf_of(html) == plain, address
    own = document('<link rel="stylesheet" href="own.css"><p>Một</p>')
    assert pdf_of(own, inside) != plain
    assert pdf_of(own) == plain


def test_R57_nothing_is_attached_to_it():
    html = document('<link rel="attachment" href="file:///etc/passwd"><p>Một</p>')
    assert "/EmbeddedFiles" not in opened(pdf_of(html)).trailer["/Root"].get("/Names", {})


# ------------------------------------------------------------- when it cannot


@pytest.fixture
def without_pango(monkeypatch):
    """As on a machine of which the system libraries are missing."""

    def refuse(name):
        print("WeasyPrint could not import some external libraries")  # noqa: T201  (as it does)
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(pdf, "import_module", refuse)


def test_without_the_system_libraries_it_names_what_to_install(without_pango, capsys):
    with pytest.raises(NoPdf, match=r"libpango-1\.0-0") as said:
        pdf_of(document("<p>Một</p>"))
    assert said.value.command == pdf.REMEDIES["debian"]
    assert pdf.why_not() is not None
    assert capsys.readouterr().out == ""


def test_with_them_nothing_stands_in_the_way():
    assert pdf.why_not() is None


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_every_system_is_told_its_own_packages(system, monkeypatch):
    monkeypatch.setattr(sys, "platform", system)
    assert pdf.remedy() == pdf.REMEDIES[system]


@pytest.mark.parametrize(
    ("release", "told"),
    [
        ({"ID": "ubuntu", "ID_LIKE": "debian"}, "debian"),
        ({"ID": "rocky", "ID_LIKE": "rhel centos fedora"}, "fedora"),
        ({"ID": "alpine"}, "alpine"),
        ({"ID": "unheard-of"}, "debian"),
    ],
)
def test_so_is_every_family_of_linux(release, told, monkeypatch):
    monkeypatch.setattr(pdf, "freedesktop_os_release", lambda: release)
    assert pdf.remedy() == pdf.REMEDIES[told]


def test_a_missing_font_of_our_own_scripts_is_no_pdf(monkeypatch):
    monkeypatch.setattr(pdf, "rendered", lambda *_given: (b"", {"ຮ"}))
    with pytest.raises(NoPdf, match="fonts-noto-core"):
        pdf_of(document(f"<p>{SCRIPTS['lo']}</p>"))


def test_it_costs_little_of_the_processor():
    pdf_of(document("<p>Một</p>"))  # the library itself is loaded once a process
    begun = time.process_time()
    pdf_of(document(f"<h1>{SCRIPTS['km']}</h1>" + f"<p>{SCRIPTS['vi']}</p>" * 60))
    assert time.process_time() - begun < 1.5


def test_R26_the_library_does_not_make_half_a_picture_pass_for_a_whole_one():
    pdf_of("<p>Giấy tiếp nhận</p>")
    assert not ImageFile.LOAD_TRUNCATED_IMAGES
