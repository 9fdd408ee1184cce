"""Text files: which characters their bytes are."""

import codecs
import re

_CHINESE = re.compile(r"[\u2e80-\uffef]")


def text(data: bytes) -> str:
    """The file's text: UTF-8 with or without BOM, else GB18030.

    Some Chinese words in GB18030 are valid UTF-8 too (谢谢 reads as лл). Where
    a whole file without one Chinese letter in UTF-8 would be everyday Chinese
    in GB18030, it is taken for that. Raises UnicodeDecodeError for neither.
    """
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
