"""Text files: UTF-8, UTF-16 or GB18030."""

import codecs
import re

_CHINESE = re.compile(r"[\u2e80-\uffef]")


def text(data: bytes) -> str:
    """Decodes a text file: UTF-8 with or without BOM, UTF-16 with one, else GB18030.

    Some Chinese words in GB18030 are valid UTF-8 too (谢谢 reads as лл). A file without any
    Chinese character as UTF-8 that is everyday Chinese as GB18030 is taken for the latter. Raises
    UnicodeDecodeError if it is neither.
    """
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16")
    try:
        unicode = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030")
    if data.isascii() or data.startswith(codecs.BOM_UTF8) or _CHINESE.search(unicode):
        return unicode
    try:
        return data.decode("gb2312")
    except UnicodeDecodeError:
        return unicode
