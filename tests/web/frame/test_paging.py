"""The page that a URL asks for."""

import pytest

from kiosk.web.frame import paging
from tests.cast import Machine


@pytest.mark.parametrize(
    "query, page",
    [("", 1), ("page=3", 3), ("page=0", 1), ("page=-2", 1), ("page=x", 1), ("page=", 1),
     ("page=999999999", paging.MOST), ("page=" + "9" * 30, 1),
     ("page=１２", 12), ("page=1e9999999", 1), ("page=" + "9" * 5000, 1), ("other=3", 1)],
)  # fmt: skip
def test_a_page_is_a_number_from_1_on(office: Machine, query: str, page: int):
    with office.app("office").test_request_context(f"/?{query}"):
        assert paging.asked() == page


def test_several_lists_of_one_page_have_numbers_of_their_own(office: Machine):
    with office.app("office").test_request_context("/?page=2&said=5"):
        assert (paging.asked(), paging.asked("said")) == (2, 5)
