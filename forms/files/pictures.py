"""Pictures are drawn anew from their pixels: upright, in sRGB, with nothing beside the pixels.

Camera, owner, place and hidden text are gone, and so is whatever a hostile file held besides a
picture. Time and memory are bounded before a pixel is read (R-27): a photo of 12 megapixels takes a
fifth of a second; what is larger is halved while it is read, and an A4 page at 300 dots is not.
"""

import io
import os
import tempfile
import warnings
from typing import IO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from PIL import ExifTags, Image, ImageCms
from PIL.JpegImagePlugin import get_sampling

MOST_PIXELS = 50_000_000
#: A photo with more is halved until it fits.
SHARP = 12_600_000
#: Pixels that the scans of a progressive JPEG may visit, all together.
MOST_VISITED = 400_000_000
#: Bytes of pixels and of coefficients.
MOST_IN_MEMORY = 100_000_000
#: Bytes of coefficients for each pixel, by how JPEG thins the colours out.
COEFFICIENTS = {0: 6, 1: 4, 2: 3}
#: Markers of the parts of a JPEG's header.
SEGMENTS = frozenset([*range(0xC0, 0xD0), *range(0xDB, 0xFF)])
#: Samples of a PNG that are packed again in half a second, and in no time.
MOST_SAMPLES = 27_000_000
QUICK_SAMPLES = 4_000_000
QUALITY = 90
#: The longer side of what a screen shows, in pixels: a page of A4 at 200 dots is legible.
SCREEN, SCREEN_QUALITY = 2400, 82
FORMATS = {"jpg": "JPEG", "png": "PNG"}

TOO_MANY_PIXELS = _("Ảnh quá lớn: không quá 50 triệu điểm ảnh.")
TOO_HEAVY = _("Ảnh PNG này quá lớn. Hãy lưu thành JPG rồi chọn lại.")
TOO_MANY_SCANS = _("Ảnh này mở quá lâu. Hãy lưu lại thành JPG thường rồi chọn lại.")

Turn = Image.Transpose
TURNS = {
    2: Turn.FLIP_LEFT_RIGHT,
    3: Turn.ROTATE_180,
    4: Turn.FLIP_TOP_BOTTOM,
    5: Turn.TRANSPOSE,
    6: Turn.ROTATE_270,
    7: Turn.TRANSVERSE,
    8: Turn.ROTATE_90,
}


def redrawn(stream: IO[bytes], ending: str) -> IO[bytes]:
    """The picture as a new file. One that is cut or broken raises as Pillow does."""
    image = opened(stream, FORMATS[ending])
    if ending == "png":
        image.verify()  # every chunk is there and whole; afterwards it must be opened again
        image = opened(stream, "PNG")
    made = tempfile.TemporaryFile()  # noqa: SIM115  (whoever keeps it closes it)
    if ending == "jpg":
        photo = upright(halved_photo(image, stream))
        plain = in_srgb(photo, "L" if photo.mode == "L" else "RGB")
        plain.info = {}
        plain.save(made, "JPEG", quality=QUALITY)
    else:
        scan = upright(halved_scan(image))
        plain = in_srgb(scan, scan.mode)
        plain.info = {key: plain.info[key] for key in plain.info if key == "transparency"}
        quick = samples(plain) > QUICK_SAMPLES
        plain.save(made, "PNG", compress_level=1 if quick else 6)
    made.seek(0)
    return made


def for_screen(stream: IO[bytes], ending: str) -> bytes:
    """The picture as a JPEG that fits a large screen, drawn from its pixels; raises as `redrawn`.

    What is see-through becomes white, as on paper.
    """
    image = opened(stream, FORMATS[ending])
    image.draft(None, (SCREEN, SCREEN))  # a JPEG is read no larger than it is shown
    photo = halved_photo(image, stream) if ending == "jpg" else halved_scan(image)
    seen = upright(photo).convert("RGBA" if "transparency" in photo.info else photo.mode)
    seen.thumbnail((SCREEN, SCREEN))
    if seen.mode == "RGBA":
        paper = Image.new("RGB", seen.size, "white")
        paper.paste(seen, mask=seen.getchannel("A"))
        seen = paper
    made = io.BytesIO()
    plain = in_srgb(seen, "L" if seen.mode in ("1", "L") else "RGB")
    plain.info = {}
    plain.save(made, "JPEG", quality=SCREEN_QUALITY)
    return made.getvalue()


def opened(stream: IO[bytes], kind: str) -> Image.Image:
    """The picture with its header read and not one pixel."""
    stream.seek(0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our limit is lower
        try:
            image = Image.open(stream, formats=[kind])
        except Image.DecompressionBombError as error:
            raise ValidationError(TOO_MANY_PIXELS) from error
    if image.width * image.height > MOST_PIXELS:
        raise ValidationError(TOO_MANY_PIXELS)
    return image


def halved_photo(image: Image.Image, stream: IO[bytes]) -> Image.Image:
    """A JPEG, read at a half or a quarter of its size where it is large.

    One that comes in several scans is held whole, as coefficients, until the last of them.
    """
    whole, over = image.width * image.height, scans(stream)
    beside = whole * COEFFICIENTS.get(get_sampling(image), 8) if over > 1 else 0
    if over * whole > MOST_VISITED:
        raise ValidationError(TOO_MANY_SCANS)
    while (now := image.width * image.height) > SHARP or beside + 4 * now > MOST_IN_MEMORY:
        before = image.size
        image.draft(None, (image.width // 2, image.height // 2))
        if image.size == before:
            raise ValidationError(TOO_MANY_SCANS if beside else TOO_MANY_PIXELS)
    image.load()
    return image


def scans(stream: IO[bytes]) -> int:
    """How often the file says that it goes over the picture (the marker FF DA).

    What its header carries, such as a smaller picture, does not count.
    """
    stream.seek(2)
    while len(head := stream.read(4)) == 4 and head[0] == 0xFF and head[1] in SEGMENTS:
        stream.seek(int.from_bytes(head[2:]) - 2, os.SEEK_CUR)
    stream.seek(-len(head), os.SEEK_CUR)
    found, last = 0, b""
    while piece := stream.read(1024**2):
        found += (last + piece).count(b"\xff\xda")
        last = piece[-1:]
    stream.seek(0)
    return found


def samples(image: Image.Image) -> int:
    """How much there is to pack: a black and white scan has little for its size."""
    whole: int = image.width * image.height * len(image.getbands())
    return whole // 8 if image.mode == "1" else whole


def halved_scan(image: Image.Image) -> Image.Image:
    """A PNG, which can only be read whole; halved where packing it again would take long."""
    weight = {"1": 1, "L": 1, "P": 1, "LA": 4, "I;16": 2}.get(image.mode, 4)
    if image.width * image.height * weight > MOST_IN_MEMORY * 4 // 5:  # and the half beside it
        raise ValidationError(TOO_HEAVY)
    image.load()
    if samples(image) <= MOST_SAMPLES:
        return image
    return (image.convert("RGB") if image.mode == "P" else image).reduce(2)


def upright(image: Image.Image) -> Image.Image:
    """Turned as the camera says that it was held."""
    try:
        turn = TURNS.get(image.getexif().get(ExifTags.Base.Orientation, 1))
    except Exception:  # metadata that nobody can read says nothing
        turn = None
    return image.transpose(turn) if turn is not None else image


def in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """In the colours that every screen shows; a profile that is none is as good as none."""
    profile = image.info.get("icc_profile")
    if profile and image.mode in ("RGB", "RGBA", "CMYK"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if "srgb" not in ImageCms.getProfileDescription(source).lower():
                target = ImageCms.createProfile("sRGB")
                found = ImageCms.profileToProfile(image, source, target, outputMode=mode)
                image = found or image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image if image.mode == mode else image.convert(mode)
