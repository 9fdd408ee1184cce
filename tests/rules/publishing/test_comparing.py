"""What a publication changes is said cell by cell."""

import datetime
from decimal import Decimal

from kiosk.rules.publishing.comparing import Cell, cells
from kiosk.vocabulary.documents import (
    Branch,
    Ended,
    FeeItem,
    Fees,
    Flat,
    Guide,
    Publication,
    Said,
    Service,
)

DAY = datetime.date(2026, 12, 1)


def fees(*items: FeeItem, title: str = "服务收费") -> Fees:
    return Fees(title=Said(title), basis=Said("文号"), items=items)


def item(name: str, price: str, tariff: Flat | None = None) -> FeeItem:
    return FeeItem(Said(name), Said("元/次"), Said(price), tariff)


def test_a_price_that_changes_is_named_by_its_item():
    before = fees(item("补卡", "20"), item("勘察", "60"))
    after = fees(item("补卡", "25"), item("勘察", "60"))
    assert cells(Publication("counter", after, DAY), before) == (Cell("补卡", "price", "20", "25"),)


def test_lines_come_and_go():
    before, after = fees(item("补卡", "20")), fees(item("勘察", "60"))
    found = cells(Publication("counter", after, DAY), before)
    assert Cell("勘察", "price", "", "60") in found
    assert Cell("补卡", "price", "20", "") in found
    assert all(cell.row for cell in found), "the title is the same"


def test_two_lines_of_one_name_stay_apart():
    before = fees(item("补卡", "20"), item("补卡", "30"))
    after = fees(item("补卡", "20"), item("补卡", "35"))
    found = cells(Publication("counter", after, DAY), before)
    assert found == (Cell("补卡 2", "price", "30", "35"),)


def test_what_all_lines_share_is_said_once():
    before, after = fees(item("补卡", "20")), fees(item("补卡", "20"), title="收费")
    found = cells(Publication("counter", after, DAY), before)
    assert found == (Cell("", "title", "服务收费", "收费"),)


def test_a_new_document_shows_all_its_cells():
    found = cells(Publication("wash", Service(name=Said("洗车", "Car wash")), DAY), None)
    assert found == (Cell("", "name", "", "洗车"), Cell("", "name_en", "", "Car wash"))
    again = cells(Publication("wash", Service(name=Said("洗车")), DAY), Ended())
    assert again == (Cell("", "name", "", "洗车"),)


def test_a_document_that_ends_says_so():
    ending = Publication("wash", Ended(), DAY, "service")
    assert cells(ending, Service(name=Said("洗车"))) == (Cell("", "ended", "", "是"),)


def test_steps_of_a_guide_are_numbered():
    def guide(*steps: str) -> Guide:
        said = Said("一天")
        return Guide(title=Said("过户"), steps=tuple(map(Said, steps)), papers=(), limit=said,
                     fee=said, window=said)  # fmt: skip

    found = cells(Publication("move", guide("取号", "填表"), DAY), guide("取号", "排队"))
    assert found == (Cell("步骤 2", "text", "排队", "填表"),)


def test_pictures_and_search_words_differ_too():
    def branch(logo: str) -> Branch:
        return Branch(name="一", hall="厅", organisation="司", name_en="", hall_en="",
                      organisation_en="", logo=logo)  # fmt: skip

    assert cells(Publication("b", branch("f" * 64), DAY), branch("")) == (
        Cell("", "logo", "", "f" * 64),
    )
    tariff = Flat(Decimal(20))
    found = Publication("counter", fees(item("补卡", "", tariff)), DAY)
    before = Fees(title=Said("服务收费"), basis=Said("文号"), items=(item("补卡", "", tariff),),
                  search="bu")  # fmt: skip
    assert cells(found, before) == (Cell("", "search", "", ""),)
