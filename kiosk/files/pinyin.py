"""Search words for fees and guides, made when they are published.

Pinyin is looked up here, once, on publication; a search in the hall only compares letters. Its
tables take 55 MB, so they are loaded by the process that publishes, and only then.
"""

from functools import lru_cache

import msgspec

from kiosk.rules.input.folding import squeezed
from kiosk.rules.publishing.searching import EITHER, NEXT, SPELLED
from kiosk.vocabulary.documents import AnyContent, Fees, Guide, Publication

MOST_SPELLED = 20_000
"""Characters of a document's search words that tell readings apart; beyond these, names are found
by their usual reading only."""


def findable(publication: Publication) -> Publication:
    """The publication with its search words: names, synonyms, pinyin and initials."""
    content = publication.content
    if not isinstance(content, Fees | Guide):
        return publication
    names = _names(content)
    words = [word for name in names for word in _words(name)]
    room = MOST_SPELLED
    for word in dict.fromkeys(_spelled(name) for name in names):
        if word and len(word) < room:
            room -= len(word) + 1
            words.append(word)
    search = " ".join(dict.fromkeys(words))
    found: AnyContent = msgspec.structs.replace(content, search=search)
    return msgspec.structs.replace(publication, content=found)


def _names(content: Fees | Guide) -> list[str]:
    names = [content.title.zh, content.title.en, *content.synonyms]
    if isinstance(content, Fees):
        names += [name for one in content.items for name in (one.item.zh, one.item.en)]
    return [folded for folded in (squeezed(name).lower() for name in names) if folded]


def _words(name: str) -> list[str]:
    """过户更名 → 过户更名, guohugengming, ghgm."""
    from pypinyin import Style, lazy_pinyin

    letters = "".join(lazy_pinyin(name))
    initials = "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
    return [name, letters, initials]


def _spelled(name: str) -> str:
    """调压 → ~diao/tiao'ya: each character with all its readings, of which a person can type any;
    '' where every character has one. Its length grows with the name, not with the number of ways
    to read it. Halls whose program is older still find the words of the usual reading."""
    from pypinyin import lazy_pinyin

    usual = lazy_pinyin(name, errors=list)  # type: ignore[arg-type]  # one for each character
    each = [_readings(one, said) for one, said in zip(name, usual, strict=True)]
    if all(len(readings) <= 1 for readings in each):
        return ""
    return SPELLED + NEXT.join(EITHER.join(readings) for readings in each if readings)


@lru_cache(10_000)
def _readings(character: str, usual: str) -> tuple[str, ...]:
    """The usual reading first; ü is typed as v or as u. A letter or digit is its own, and a sign
    has none."""
    from pypinyin import Style, pinyin

    (known,) = pinyin(character, style=Style.NORMAL, heteronym=True)
    both = [way for said in (usual, *known) for way in (said, said.replace("v", "u"))]
    return tuple(way for way in dict.fromkeys(both) if way.isalnum())
