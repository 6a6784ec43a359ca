"""Pictures drawn anew: upright, plain, sharp enough to read, quick and small in memory."""

import io
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from PIL import Image, ImageCms, PngImagePlugin

from forms.files import pictures
from forms.files.pictures import redrawn
from forms.files.uploads import LARGEST
from tests.ugly_files import chunk, png

RED, BLUE = (200, 20, 20), (20, 20, 200)


def camera(kind="JPEG", size=(60, 40), *, orientation=1, mode="RGB", **saved):
    """A photo, red on its left and blue on its right as it lies, with all that a phone adds."""
    image = Image.new("RGB", size, BLUE)
    image.paste(RED, (0, 0, size[0] // 2, size[1]))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "zqcamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (10.0, 46.0, 0.0)})
    if kind == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_text("Comment", "zqhidden <script>")
        text.add_itxt("XML:com.adobe.xmp", "zqxmp")
        saved["pnginfo"] = text
    else:
        saved |= {"comment": b"zqhidden", "xmp": b"zqxmp"}
    found = io.BytesIO()
    image.convert(mode).save(found, kind, exif=exif, dpi=(72, 72), **saved)
    return found.getvalue()


def turned(orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    return exif


def drawn(content, ending):
    with redrawn(io.BytesIO(content), ending) as found:
        return found.read()


def opened(content):
    return Image.open(io.BytesIO(content))


def noisy(size, mode="RGB", grain=60):
    """Hard to pack, as a photo is."""
    noise = Image.effect_noise((size[0] // 4, size[1] // 4), grain).resize(size)
    return noise if mode == "L" else Image.merge("RGB", (noise,) * 3)


def saved(image, kind, **options):
    found = io.BytesIO()
    image.save(found, kind, **options)
    return found.getvalue()


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png")])
def test_nothing_but_the_picture_is_left(kind, ending):
    sent = camera(kind)
    assert b"zqcamera" in sent
    assert b"zqhidden" in sent
    kept = drawn(sent, ending)
    for word in (b"zq", b"Exif", b"eXIf", b"tEXt", b"iTXt", b"ICC", b"http"):
        assert word not in kept
    assert not opened(kept).getexif()
    assert set(opened(kept).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("kind", "ending"), [("JPEG", "jpg"), ("PNG", "png")])
@pytest.mark.parametrize(
    ("orientation", "size", "red_at"),
    [
        (1, (60, 40), (5, 20)),
        (3, (60, 40), (55, 20)),
        (6, (40, 60), (20, 5)),
        (8, (40, 60), (20, 55)),
        (99, (60, 40), (5, 20)),
    ],
)
def test_a_picture_is_turned_as_the_camera_was_held(kind, ending, orientation, size, red_at):
    picture = opened(drawn(camera(kind, orientation=orientation), ending)).convert("RGB")
    assert picture.size == size
    assert picture.getpixel(red_at)[0] > 150


def test_metadata_that_cannot_be_read_is_no_reason_to_refuse():
    sent = camera().replace(b"II*\0", b"II*\xff").replace(b"MM\0*", b"MM\xff*")
    assert opened(drawn(sent, "jpg")).size == (60, 40)


@pytest.mark.parametrize("profile", [b"", b"nonsense", b"\0" * 200])
def test_a_profile_that_is_none_is_ignored(profile):
    assert opened(drawn(camera(icc_profile=profile), "jpg")).mode == "RGB"


def test_colours_of_another_space_become_srgb():
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes()
    kept = opened(drawn(camera(icc_profile=lab), "jpg"))
    assert "icc_profile" not in kept.info


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_photo_stays_a_photo(mode):
    kept = opened(drawn(camera(mode=mode), "jpg"))
    assert kept.mode == ("L" if mode == "L" else "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_scan_stays_what_it_was(mode):
    image = Image.linear_gradient("L").resize((64, 64))
    sent = saved(image.convert("I").convert(mode) if mode == "I;16" else image.convert(mode), "PNG")
    kept = opened(drawn(sent, "png"))
    assert (kept.mode, kept.size) == (opened(sent).mode, (64, 64))
    assert kept.convert("RGB").tobytes() == opened(sent).convert("RGB").tobytes()


def test_a_hole_in_a_drawing_stays_a_hole():
    sent = saved(Image.new("P", (4, 4)), "PNG", transparency=0)
    assert opened(drawn(sent, "png")).info == {"transparency": 0}


def test_the_same_picture_is_drawn_the_same():
    assert drawn(camera(), "jpg") == drawn(camera(), "jpg")


@pytest.mark.parametrize(
    ("size", "kept"),
    [((4000, 3000), (4000, 3000)), ((8160, 6120), (4080, 3060)), ((30_000, 500), (15_000, 250))],
)
def test_R27_a_photo_is_halved_only_where_it_is_very_large(size, kept):
    assert opened(drawn(saved(Image.new("L", size), "JPEG"), "jpg")).size == kept


def test_the_small_picture_in_a_photos_header_is_no_scan():
    small = saved(Image.new("RGB", (160, 120)), "JPEG")
    exif = b"Exif\0\0" + small
    assert pictures.scans(io.BytesIO(camera())) == 1
    sent = camera()[:2] + b"\xff\xe1" + (len(exif) + 2).to_bytes(2) + exif + camera()[2:]
    assert sent.count(b"\xff\xda") == 2
    assert pictures.scans(io.BytesIO(sent)) == 1


def test_a_page_scanned_at_300_dots_keeps_every_one():
    page = saved(Image.new("RGB", (2480, 3508)), "PNG")
    assert opened(drawn(page, "png")).size == (2480, 3508)


@pytest.mark.parametrize(
    ("content", "ending", "reason"),
    [
        (lambda: png(50_000, 50_000), "png", pictures.TOO_MANY_PIXELS),
        (lambda: saved(Image.new("L", (10_000, 5_001)), "JPEG"), "jpg", pictures.TOO_MANY_PIXELS),
        (lambda: saved(Image.new("RGB", (5_000, 4_001)), "PNG"), "png", pictures.TOO_HEAVY),
        (
            lambda: saved(Image.new("L", (3000, 3000)), "JPEG") + b"\xff\xda" * 99,
            "jpg",
            pictures.TOO_MANY_SCANS,
        ),
        (
            lambda: saved(Image.new("RGB", (7000, 7000)), "JPEG", progressive=True),
            "jpg",
            pictures.TOO_MANY_SCANS,
        ),
    ],
)
def test_R27_what_would_cost_too_much_is_refused_before_a_pixel_is_read(content, ending, reason):
    sent = content()
    started = time.process_time()
    with pytest.raises(ValidationError) as error:
        drawn(sent, ending)
    assert time.process_time() - started < 0.1
    assert error.value.messages == [str(reason)]


@pytest.mark.parametrize(
    "sent",
    [
        camera()[:700],
        png(99, 99)[:60],
        png()[:-9],
        png(extra=chunk(b"tEXt", b"c\0x")[:-1] + b"?"),
        b"",
        b"\xff\xd8\xff",
    ],
)
def test_a_broken_picture_raises(sent):
    with pytest.raises((OSError, SyntaxError)):
        drawn(sent, "png" if sent.startswith(b"\x89") else "jpg")


FAST = {"compress_level": 1}
COSTLY = {
    "a photo held upright": (lambda: noisy((4096, 3072)), "JPEG", {"exif": turned(6)}),
    "a photo of 50 megapixels": (lambda: noisy((8160, 6120)), "JPEG", {}),
    "a progressive photo": (lambda: noisy((6000, 4000)), "JPEG", {"progressive": True}),
    "a progressive photo in full colour": (
        lambda: noisy((4096, 3072)),
        "JPEG",
        {"progressive": True, "subsampling": 0},
    ),
    "a scan in colour": (lambda: noisy((2480, 3508)), "PNG", FAST),
    "a scan of 20 megapixels": (lambda: noisy((4472, 4472), grain=9), "PNG", FAST),
    "a grey scan of 50 megapixels": (lambda: noisy((7000, 7000), "L", 6), "PNG", FAST),
}
MEASURE = """
import io, os, pathlib, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "motcua.settings"
from PIL import Image
from forms.files.pictures import redrawn
def most():
    lines = pathlib.Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
Image.preinit()
content = io.BytesIO(open(sys.argv[1], "rb").read())
before, started = most(), time.process_time()
redrawn(content, sys.argv[2])
print(most() - before, time.process_time() - started)
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is read from /proc")
@pytest.mark.parametrize("name", COSTLY)
def test_R27_the_largest_pictures_take_a_second_and_100_megabytes(name, tmp_path):
    """Measured in a process of its own, because what Pillow takes is not Python's to count."""
    make, kind, options = COSTLY[name]
    path = tmp_path / "picture"
    path.write_bytes(saved(make(), kind, **options))
    assert path.stat().st_size < LARGEST
    command = [sys.executable, "-c", MEASURE, path, "jpg" if kind == "JPEG" else "png"]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    kilobytes, seconds = told.stdout.split()
    assert int(kilobytes) < 102 * 1024
    assert float(seconds) < 1
