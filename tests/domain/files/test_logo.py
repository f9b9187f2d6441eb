"""A logo is a picture by what is in it, drawn anew, and no way in for anything else."""

from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from onaccount.domain.business.queries import current_business
from onaccount.domain.files.actions import remove_logo, set_logo
from onaccount.domain.files.models import StoredFile
from onaccount.domain.files.queries import logo_named, path_of_stored
from onaccount.domain.files.rules import LOGO_BYTES, LogoTooLarge, NotAPicture, clean_logo
from onaccount.domain.people.rules import NotAllowed
from tests.stage import AT, COMMAND, INES, TOM, hire


def picture(kind: str = "PNG", size: tuple[int, int] = (900, 300), **more) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, "#1f6f78").save(out, kind, **more)
    return out.getvalue()


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_picture_is_drawn_anew_as_a_png_of_the_size_that_is_shown(kind):
    with Image.open(BytesIO(clean_logo(picture(kind)))) as clean:
        assert (clean.format, clean.size) == ("PNG", (480, 160))


def test_nothing_but_the_pixels_is_kept():
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "<script>alert(1)</script>")
    assert b"script" not in clean_logo(picture(pnginfo=said) + b"<script>alert(2)</script>")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"x", SVG, b"GIF89a", picture("GIF"), picture("BMP"), picture("TIFF"), b"%PDF-1.7", b"MZ" + b"\0" * 200,
        picture()[:200], picture("JPEG")[:300], b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"RIFF\0\0\0\0WEBP",
    ],
    ids=range(13),
)  # fmt: skip
def test_what_is_no_picture_is_refused_in_words(content):
    with pytest.raises(NotAPicture):
        clean_logo(content)


@pytest.mark.parametrize("content", [b"\0" * (LOGO_BYTES + 1), picture(size=(4001, 1)), picture(size=(9000, 9000))])
def test_a_picture_that_is_too_large_is_refused_before_it_is_unpacked(content):
    with pytest.raises(LogoTooLarge):
        clean_logo(content)


@pytest.fixture
def data(settings, tmp_path):
    settings.DATA = tmp_path
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_a_new_logo_takes_the_place_of_the_old_one_and_its_file(data):
    set_logo(content=picture(), by=COMMAND, at=AT)
    first = current_business().logo
    assert logo_named(first)
    set_logo(content=picture("JPEG"), by=COMMAND, at=AT)
    second = current_business().logo
    assert (logo_named(first), StoredFile.objects.count()) == (None, 1)
    assert not path_of_stored(first).exists()
    remove_logo(by=COMMAND, at=AT)
    assert current_business().logo == ""
    assert not path_of_stored(second).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("player", [TOM, INES])
def test_only_who_may_change_settings_changes_the_logo(data, player):
    by = hire(player)
    with pytest.raises(NotAllowed):
        set_logo(content=picture(), by=by, at=AT)
    with pytest.raises(NotAllowed):
        remove_logo(by=by, at=AT)
