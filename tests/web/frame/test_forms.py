"""A refused form comes back as it was filled in, with its wrong field marked."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from kiosk.app import SCREENS
from kiosk.records.ledger import ledger
from kiosk.vocabulary.refusals import FIELDS, REFUSALS
from kiosk.web.frame import forms
from tests.cast import HERE, LI, WANG, Machine
from tests.web.cast import at, file, form_key, rate

TEMPLATES = Path(__file__).parents[3] / "templates"
COMPLAINT = {"topic": ["waiting"], "text": "等了一小时", "phone": "１３８ 0013", "name": "周女士",
             "consent": "yes", "age": "14", "clerk": WANG}  # fmt: skip


def refused(browser: FlaskClient, path: str, **said: object) -> str:
    """The page that a refused form leads to."""
    answer = browser.open(path, method="POST", data=said)
    assert answer.status_code == 303 and "no-store" in answer.headers["Cache-Control"]
    assert not [
        value for value in said.values() if len(str(value)) > 2 and str(value) in answer.location
    ]
    return str(browser.get(answer.location).text)


def test_a_customers_form_comes_back_whole_and_names_the_field(
    customer: FlaskClient, hall: Machine
):
    customer.get("/")
    page = refused(
        customer, "/feedback/complaint", key="a" * 32, **COMPLAINT | {"phone": "call me"}
    )
    kept = ("waiting", WANG, "yes", "14")
    assert all(f'value="{one}" checked' in page for one in kept)
    assert ">等了一小时</textarea>" in page and 'value="周女士"' in page
    field = re.search(r'<input name="phone"[^>]*>', page)
    assert field is not None and 'value="call me"' in field.group()
    assert 'aria-invalid="true" aria-describedby="fault-phone" autofocus' in field.group()
    assert re.search(r'id="fault-phone">.*电话号码应为5至24位', page, re.S)
    assert 'data-code="invalid_phone"' in page


def test_a_form_that_can_be_sent_again_keeps_its_key(
    customer: FlaskClient, hall: Machine, monkeypatch: pytest.MonkeyPatch
):
    key = "c" * 32
    page = refused(customer, "/feedback/praise", key=key, text="x" * 1001)
    assert key not in page, "nothing was stored under it, but it is not needed either"
    monkeypatch.setattr(hall.db, "read_only", True)
    page = refused(customer, "/feedback/praise", key=key, topic="fees", text="都很好")
    assert f'value="{key}"' in page and "都很好" in page and "再按一次就好" in page


@pytest.mark.parametrize(
    ("path", "said"),
    [("/sign-in", {"badge": WANG, "pin": "987654"}), ("/mine", {"badge": WANG, "pin": "987654"})],
)
def test_a_secret_is_never_given_back(hall: Machine, path: str, said: dict[str, str]):
    browser = hall.browser("desk" if path == "/sign-in" else "lobby")
    page = refused(browser, path, **said)
    assert "987654" not in page and f'value="{WANG}"' in page and "工号或密码有误" in page


def test_one_of_several_forms_on_a_page_is_the_one(clerk: FlaskClient, hall: Machine):
    page = refused(clerk, "/counter/box", key="a" * 32, witness=LI, found="many")
    box = page[page.index("/counter/box") :]
    assert 'value="many" aria-invalid="true"' in box and f'value="{LI}" selected' in box
    assert "aria-invalid" not in page[: page.index("/counter/box")]
    page = refused(
        clerk, "/counter/praise", key="a" * 32, mark="banner", clerk=LI, deed="", day="明天"
    )
    praise = page[page.index("/counter/praise") : page.index("/counter/box")]
    assert 'value="明天" aria-invalid' in praise and 'value="banner" selected' in praise


def test_a_step_of_a_case_comes_back_open(manager: FlaskClient, hall: Machine):
    case_id = file(hall)
    page = refused(
        manager, f"{at(case_id)}/extend", key="a" * 32, until="2026-02-30", reason="等配件"
    )
    form = page[page.index(f"{at(case_id)}/extend") :]
    assert 'value="等配件"' in form and 'value="2026-02-30" aria-invalid="true"' in form
    assert '<details class="move" open>' in page[: page.index(f"{at(case_id)}/extend")][-300:]
    assert page.count('id="refusal"') == 1


def test_htmx_gets_the_region_alone_with_the_name_of_the_field(customer: FlaskClient):
    answer = customer.post("/look-up", data={"code": "ABC"}, headers={"HX-Request": "true"})
    assert answer.status_code == 422 and 'data-field="code"' in answer.text
    assert "ABC" not in answer.text and "<html" not in answer.text


def test_a_foreign_form_is_told_so_and_nothing_of_it_is_kept(hall: Machine):
    browser = hall.browser("lobby")
    browser.environ_base["HTTP_SEC_FETCH_SITE"] = "cross-site"
    answer = browser.open("/look-up", method="POST", data={"code": "ABC"})
    assert answer.status_code == 403 and "ABC" not in answer.text


def test_a_form_too_large_to_be_read_leads_back_empty(customer: FlaskClient):
    page = refused(customer, "/feedback/praise", text="x" * 70_000)
    assert "提交内容过大" in page


def test_the_field_of_a_refusal_is_in_a_form():
    names = {
        name for path in TEMPLATES.rglob("*.html")
        for name in re.findall(
            r'name="(\w+)"|(?:clerk_choice\(|preset_form\(.*?, |radios\(form, )"(\w+)"',
            path.read_text("utf-8"),
        )
        for name in name
    }  # fmt: skip
    names |= {name for path in TEMPLATES.rglob("*.html")
              for name in re.findall(r'entry\("(\w+)"', path.read_text("utf-8"))}  # fmt: skip
    assert set(FIELDS) <= set(REFUSALS)
    assert {name for some in FIELDS.values() for name in some} <= names


COOKIES = {
    "frame.choose_language", "frame.choose_mode", "drafts.keep", "composing.candidates",
    "composing.drawn",
}  # fmt: skip
"""Forms without anything that could be refused but the disk, which they do not use, and what
scripts send."""


@pytest.mark.parametrize("screen", SCREENS)
def test_every_form_says_on_which_page_it_is(hall: Machine, office: Machine, screen: str):
    app: Flask = (office if screen == "office" else hall).app(screen)
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint in COOKIES:
            continue
        if rule.endpoint.startswith("intake.") or rule.rule.startswith("/api/"):
            continue  # asked by programs, not by pages
        page = forms._pages[app.view_functions[rule.endpoint]].endpoint
        assert any("GET" in (one.methods or ()) for one in app.url_map.iter_rules(page))


@pytest.mark.parametrize("switch", [("language", "en"), ("mode", "elder")])
def test_a_switch_in_the_midst_of_a_form_takes_along_what_is_in_it(
    customer: FlaskClient, switch: tuple[str, str]
):
    name, value = switch
    said = {name: value, "next": "/feedback/complaint", "typed": "/feedback/complaint",
            "typed.topic": ["waiting", "fees"], "typed.text": "等了<b>", "typed.key": "a" * 32,
            "typed.pin": "123456"}  # fmt: skip

    def chosen(**more: object) -> str:
        return str(customer.open(f"/{name}", method="POST", data=said | more).location)

    leads = chosen()
    page = customer.get(leads).text
    assert "等了&lt;b&gt;</textarea>" in page and page.count("checked") == 2
    assert "a" * 32 not in page and "123456" not in page
    again = chosen(next=leads, **{"typed.text": "二"})
    assert "二</textarea>" in customer.get(again).text and again.count("shown=") == 1
    assert "等了" not in customer.get(chosen(typed="/mine")).text, "another form"
    nothing = {"topic": [], "text": ""}
    assert chosen(**{f"typed.{one}": value for one, value in nothing.items()}) == said["next"]


def test_a_refused_remark_comes_back_with_everything(customer: FlaskClient, hall: Machine):
    thanks = rate(customer)
    said = {"key": form_key(customer, thanks), "reason": ["waited", "fee"], "service": "3-card",
            "comment": "长" * 501, "then": "end"}  # fmt: skip
    page = customer.post(f"{thanks}/remark", data=said)
    assert page.status_code == 422 and "长" * 501 in page.text
    assert len(re.findall(r'value="(?:waited|fee|3-card)" checked', page.text)) == 3
    assert ledger.chains(hall.db, HERE)[0].seq == 1


@pytest.mark.parametrize("grade", ["1", "5"])
def test_words_written_before_the_grade_are_in_the_remark(
    customer: FlaskClient, hall: Machine, grade: str
):
    said = {"key": form_key(customer), "grade": grade, "comment": "收费没有说清"}
    leads = customer.open(f"/clerks/{WANG}/ratings", method="POST", data=said).location
    assert "收费没有说清</textarea>" in customer.get(leads).text
    answer = customer.post(f"/clerks/{WANG}/ratings", data=said, headers={"HX-Request": "true"})
    assert "收费没有说清</textarea>" in answer.text
    again = customer.get(answer.headers["HX-Replace-Url"]).text
    assert "收费没有说清</textarea>" in again
    customer.get("/idle")
    customer.get("/")
    assert "收费没有说清" not in customer.get(leads).text
    assert ledger.chains(hall.db, HERE)[0].seq == 1
