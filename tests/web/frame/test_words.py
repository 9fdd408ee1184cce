"""What templates say: in the language of the page, escaped, and written by hand."""

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.ctx import RequestContext
from flask.testing import FlaskClient

from kiosk.vocabulary.documents import Clerk, Said
from kiosk.web.frame import words
from tests.cast import HERE, NOON, Machine
from tests.ground.cast import translation
from tests.web.cast import form_key, give

WANG = Clerk(name="王芳", name_en="Wang Fang", branch=HERE)
DAY = datetime.date(2026, 11, 21)


def page(app: Flask, language: str = "zh", mode: str = "") -> RequestContext:
    cookies = f"ts_lobby_lang={language}; ts_lobby_mode={mode}"
    return app.test_request_context(headers={"Cookie": cookies})


@pytest.fixture
def lobby(hall: Machine) -> Flask:
    return hall.app("lobby")


@pytest.fixture
def chinese(lobby: Flask) -> Iterator[None]:
    with page(lobby):
        yield


@pytest.fixture
def english(lobby: Flask) -> Iterator[None]:
    with page(lobby, "en"):
        yield


@pytest.mark.parametrize(
    "language, expected", [("zh", "zh"), ("en", "en"), ("fr", "zh"), ("", "zh")]
)
def test_a_page_is_in_one_of_two_languages(lobby: Flask, language: str, expected: str):
    with page(lobby, language):
        assert words.language() == expected


@pytest.mark.parametrize("mode, expected", [("elder", "elder"), ("", "normal"), ("odd", "normal")])
def test_a_page_is_in_one_of_two_modes(lobby: Flask, mode: str, expected: str):
    with page(lobby, mode=mode):
        assert words.mode() == expected


def test_cookies_of_two_screens_do_not_meet(hall: Machine):
    names = []
    for screen in ("lobby", "desk"):
        with hall.app(screen).test_request_context():
            names += [words.cookie_name(), words.cookie_name("lang")]
    assert names == ["ts_lobby", "ts_lobby_lang", "ts_desk", "ts_desk_lang"]


@pytest.mark.usefixtures("chinese")
def test_chinese_pages_say_the_chinese_names():
    assert words.named(WANG) == "王芳" and words.said(Said("气价", "Gas")) == "气价"
    assert words.spoken_day(DAY) == "11月21日 星期六"
    assert words.column_word("badge") == "工号" and words.column_word("odd") == "odd"


@pytest.mark.usefixtures("english")
def test_english_pages_say_the_english_names_where_there_are_any():
    assert words.named(WANG) == "Wang Fang" and words.said(Said("气价", "Gas")) == "Gas"
    assert words.named(Clerk(name="李敏", name_en="", branch=HERE)) == "李敏"
    assert words.said(Said("气价")) == "气价"
    assert "November" in words.spoken_day(DAY) and "Saturday" in words.spoken_day(DAY)
    assert words.column_word("title_en") == "Title (English)"
    assert words.column_word("in_force") == "In force"


@pytest.mark.usefixtures("chinese")
def test_values_in_wording_are_escaped():
    said = words.say("%(name)s会看到这张卡。", name="<b>")
    assert said == "&lt;b&gt;会看到这张卡。"


@pytest.mark.usefixtures("chinese")
def test_each_form_has_a_key_of_its_own():
    one, two = words.form_key(), words.form_key()
    assert one != two and str(one).startswith('<input type="hidden" name="key" value="')
    assert 'name="release"' in words.form_key("release")


@pytest.mark.parametrize(
    ("name", "long"),
    [("王芳", False), ("欧阳海燕", False), ("Ouyang Haiyan", False), ("阿卜杜热合曼江", False),
     ("阿卜杜热合曼江买", True), ("Maximiliana Featherstone", True), ("Zoë 王芳", False)],
)  # fmt: skip
def test_a_short_name_is_kept_on_one_line_and_a_long_one_can_break(name: str, long: bool):
    assert words.is_long(name) == long
    assert words.unbroken(name) == (name if long else name.replace(" ", "\u00a0"))


@pytest.mark.usefixtures("chinese")
def test_an_asset_is_named_by_its_content():
    address = words.asset("symbols/sprite.svg")
    assert address.startswith("/static/symbols/sprite.svg?v=") and len(address.split("=")[1]) == 12
    assert f'href="{address}#help"' in words.icon("help")


def test_a_moment_is_on_the_wall_clock_of_the_country():
    assert words.spoken_moment(NOON + 61_000) == "2026-11-21 12:01:01"


@pytest.mark.parametrize("language, sign", [("zh", "〔号码已隐去〕"), ("en", "[number hidden]")])
def test_numbers_in_texts_are_hidden_in_the_language_of_the_page(
    lobby: Flask, language: str, sign: str
):
    with page(lobby, language):
        assert words.masked("找我13812345678") == f"找我{sign}"
        assert words.masked("找我13812345678", seen=True) == "找我13812345678"
        assert words.masked("12元") == "12元"
    assert words.has_number("138 1234 5678") and not words.has_number("12元")


def test_a_day_that_is_far_off_is_said_with_its_year(lobby: Flask):
    for language, said in (("zh", "2026年11月21日"), ("en", "November 21, 2026")):
        with page(lobby, language):
            assert words.full_day(DAY) == said


@pytest.fixture
def three(
    hall: Machine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], FlaskClient]:
    """The hall's screens with a third language: one file, and one line of configuration."""
    said = {"首页": "홈", "今天是谁为您服务？": "오늘 누가 도와드릴까요?"}
    translation(tmp_path / "hall", monkeypatch, "ko", said)
    hall.config.languages = ["zh", "en", "ko"]
    return hall.browser


def test_a_third_language_is_a_file_and_a_line(three: Callable[[str], FlaskClient]):
    lobby = three("lobby")
    home = lobby.get("/").text
    assert 'href="/language?next=/"' in home and 'name="language"' not in home
    choice = lobby.get("/language?next=/fees").text
    assert all(name in choice for name in ("中文", "English", "한국어"))
    assert lobby.post("/language", data={"language": "ko", "next": "/fees"}).location == "/fees"
    home = lobby.get("/").text
    assert '<html lang="ko"' in home and "오늘 누가 도와드릴까요?" in home
    assert "Wang Fang" in home, "documents are in English where they are not in Chinese"
    assert "Fees" in home, "what its file leaves out is in English"
    give(lobby, form_key(lobby))
    assert lobby.get("/cards/polite-en.webp").status_code in (200, 404)


def test_staff_choose_between_three_languages_too(three: Callable[[str], FlaskClient]):
    desk = three("desk")
    assert 'href="/language?next=' in desk.get("/sign-in").text
    assert "한국어" in desk.get("/language").text


def test_one_language_needs_no_switch(hall: Machine):
    hall.config.languages = ["en"]
    home = hall.browser("lobby").get("/").text
    assert '<html lang="en"' in home and 'name="language"' not in home
    assert "/language" not in home
