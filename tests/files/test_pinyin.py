"""What is published can be found by characters, pinyin and initials."""

import datetime

from kiosk.files.pinyin import findable
from kiosk.rules.publishing.searching import found
from kiosk.vocabulary.documents import Clerk, FeeItem, Fees, Guide, Publication, Said
from tests.cast import WANG, table

DAY = datetime.date(2026, 11, 21)
TRANSFER = next(item for item in table("guide") if item.key == "transfer")


def words(published: Publication) -> str:
    content = findable(published).content
    assert isinstance(content, Fees | Guide)
    return content.search


def test_a_guide_gets_its_characters_pinyin_and_initials():
    assert words(TRANSFER).split()[:3] == ["过户更名", "guohugengming", "ghgm"]


def test_names_in_english_synonyms_and_items_are_words_too():
    item = FeeItem(Said("信箱 租用", "PO box"), Said("元/月"), Said("12"))
    fees = Fees(title=Said("邮政"), basis=Said("3号"), synonyms=("寄信",), items=(item,))
    search = words(Publication("box", fees, DAY))
    for typed in ("邮政", "jixin", "jx", "信箱租用", "xxzy", "po box"):
        assert found(typed, search), typed


def test_a_word_is_kept_once_and_nothing_else_changes():
    again = findable(findable(TRANSFER))
    assert again == findable(TRANSFER)
    search = words(TRANSFER).split()
    assert len(search) == len(set(search))


def test_what_nobody_searches_for_stays_as_it_is():
    clerk = Publication(WANG, Clerk(name="王芳", name_en="", branch="sb01"), DAY)
    assert findable(clerk) is clerk
