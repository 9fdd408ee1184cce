"""Search words for fees and guides, made when they are published.

Pinyin is looked up here, once, on publication; a search in the hall only compares letters.
"""

import msgspec
from pypinyin import Style, lazy_pinyin

from kiosk.vocabulary.documents import AnyContent, Fees, Guide, Publication


def findable(publication: Publication) -> Publication:
    """The publication with its search words: names, synonyms, pinyin and initials."""
    content = publication.content
    if not isinstance(content, Fees | Guide):
        return publication
    search = " ".join(dict.fromkeys(word for name in _names(content) for word in _words(name)))
    found: AnyContent = msgspec.structs.replace(content, search=search)
    return msgspec.structs.replace(publication, content=found)


def _names(content: Fees | Guide) -> list[str]:
    names = [content.title.zh, content.title.en, *content.synonyms]
    if isinstance(content, Fees):
        names += [name for one in content.items for name in (one.item.zh, one.item.en)]
    return [name.lower() for name in names if name]


def _words(name: str) -> list[str]:
    """过户更名 → 过户更名, guohugengming, ghgm."""
    whole = "".join(name.split())
    letters = "".join(lazy_pinyin(whole))
    initials = "".join(lazy_pinyin(whole, style=Style.FIRST_LETTER))
    return [whole, letters, initials]
