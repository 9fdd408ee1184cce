"""Text in the encodings that a Chinese office saves."""

import pytest

from kiosk.files import text

PLAIN = "date,badge,kind,giver,comment\n2014-03-05,0317,polite,customer,谢谢\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_usual_encoding_is_read(encoding: str):
    assert text.text(PLAIN.encode(encoding)) == PLAIN


def test_unicode_with_foreign_letters_stays_unicode():
    for comment in ("Спасибо", "谢谢 José"):
        content = PLAIN.replace("谢谢", comment)
        assert text.text(content.encode()) == content


def test_what_is_no_text_is_refused():
    with pytest.raises(UnicodeDecodeError):
        text.text(b"\xff\xff\xff")
