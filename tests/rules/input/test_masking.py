"""Numbers of people are hidden however they are written; other numbers are not."""

import itertools

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.rules.input.masking import masked, spans

GONE = "▢"


@pytest.mark.parametrize(
    "text",
    [
        "13812345678", "138 1234 5678", "138-1234-5678", "138—1234—5678", "1381234 5678",
        "138 12345678", "１３８１２３４５６７８", "１３８－１２３４－５６７８", "138.1234.5678",
        "138，1234，5678", "(138)12345678", "138/1234/5678", "1 3 8 1 2 3 4 5 6 7 8",
        "+8613812345678", "+86 138 1234 5678", "8613812345678", "0086-138-1234-5678",
        "138\u200b1234\u200b5678", "1️⃣3️⃣8️⃣1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣", "①③⑧①②③④⑤⑥⑦⑧",
        "138\n1234\n5678", "138ー1234ー5678", "138_1234_5678", "138\u00a01234\u30005678",
        "一三八一二三四五六七八", "幺三八幺二三四五六七八", "一三八 一二三四 五六七八",
        "壹叁捌零零零零〇〇〇零",
        "19912345678", "17012345678", "16612345678",
        "024-22334455", "(024)22334455", "（024）2233 4455", "02422334455", "0411-8765432",
        "0411 87654321", "010-65432100", "024-22334455转8012", "+86-24-22334455",
        "210105194912310023", "21010519491231004X", "21010519491231004x", "210105 19491231 004X",
        "２１０１０５１９４９１２３１００４Ｘ", "2101 0519 4912 3100 4X", "210105491231002",
        "6222021234567890128", "6222 0212 3456 7894", "4111-1111-1111-1111", "4111111111111111",
    ],
)  # fmt: skip
@pytest.mark.parametrize("around", ["{}", "请打{}，谢谢", "1. {} 100元", "tel{}x", "户号是{}吗"])
def test_a_number_of_a_person_is_hidden(text: str, around: str):
    if around.startswith("户号") and text in NAMED:
        return
    if around.startswith("tel") and text[-1] in "xX":
        return
    assert masked(around.format(text), GONE) == around.format(GONE)


NAMED = {"02422334455", "210105491231002", "6222021234567890128", "4111111111111111",
         "6222 0212 3456 7894", "4111-1111-1111-1111"}  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "1,380.00元", "13800元", "共计138000000元", "收了1380元又收1234元", "¥ 1 380 000.00",
        "12.50、13.80、15.60元", "2026-11-21 12:30", "2026年11月21日14时", "20261121120000",
        "2026-1-3 2026-1-15 2026-2-3", "11-13 11-15 11-17 11-19", "8:30—17:30", "138",
        "表号0123456789", "表号：02412345678", "户号 02422334455", "户号是4111111111111111",
        "编号210105491231002", "单号：6222021234567890128", "发改价格〔2014〕467号",
        "宁邮〔2026〕3号", "K7M2-9QXA", "23456789", "95598", "96001", "400-810-1234",
        "12345678901", "10012345678", "12012345678", "1381234567", "138123456789",
        "210105194912310024", "219905194912310021", "210105194913310021", "4111111111111112",
        "EX123456789CN", "1234567890123", "20266789012345678901", "0.5%", "3室2厅138平米12层1234号",
        "2026-12-01至2026-12-31", "第1、3、8、1、2、3、4、5、6、7、8条", "一共三八二十四", "",
    ],
)  # fmt: skip
def test_another_number_is_shown(text: str):
    assert masked(text, GONE) == text


def test_several_numbers_are_hidden_each_by_itself():
    text = "找我13812345678 13987654321，或024-22334455；证件21010519491231004X。"
    assert masked(text, GONE) == f"找我{GONE} {GONE}，或{GONE}；证件{GONE}。"


def test_a_card_followed_by_a_sum_is_hidden_and_the_sum_is_not():
    assert masked("4111111111111111 100元", GONE) == f"{GONE} 100元"
    assert masked("3456 4111111111111111", GONE) == f"3456 {GONE}"


@given(st.text(alphabet="0123456789 -年元一三八号\n１X.", max_size=60))
@example("13812345678" * 3)
def test_what_is_not_hidden_is_not_changed(text: str):
    found = spans(text)
    assert all(0 <= first < last <= len(text) for first, last in found)
    assert all(one[1] <= other[0] for one, other in itertools.pairwise(found))
    shown = masked(text, "")
    assert shown == "".join(
        sign
        for place, sign in enumerate(text)
        if not any(first <= place < last for first, last in found)
    )
