"""Portraits are handed in, cleaned and released like the rest."""

import io

from flask.testing import FlaskClient
from PIL import Image

from kiosk.files import confined, uploads
from kiosk.records.publishing import documents
from kiosk.vocabulary.documents import Clerk
from tests.cast import LI, WANG, Machine, sync_round
from tests.web.cast import at_desk, hand_in
from tests.web.staff.cast import clerks_table


def test_a_portrait_is_cleaned_and_released_like_the_rest(
    office: Machine, hall: Machine, publisher: FlaskClient
):
    out = io.BytesIO()
    Image.new("RGB", (800, 800), "teal").save(out, "JPEG", comment=b"PLANTED")
    today = office.today().isoformat()
    data = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": today}
    shown = publisher.post(f"/documents/clerk/pictures/{WANG}", data=data, follow_redirects=True)
    publisher.post(f"{shown.request.path}/publish")
    sync_round(hall, office)
    clerk = documents.read(hall.db, "clerk", WANG, hall.today())
    assert isinstance(clerk, Clerk) and clerk.portrait and clerk.portrait_2x
    for name in (clerk.portrait, clerk.portrait_2x):
        picture = hall.browser("lobby").get(f"/pictures/{name}.webp")
        assert picture.status_code == 200 and b"PLANTED" not in picture.data
    bad = {"file": (io.BytesIO(b"<svg/>"), "x.svg"), "in_force": today}
    assert publisher.post(f"/documents/clerk/pictures/{WANG}", data=bad).status_code == 422
    bad = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": "once"}
    assert publisher.post(f"/documents/clerk/pictures/{WANG}", data=bad).status_code == 422


def test_a_portrait_is_handed_in_at_the_desk_and_shown_in_two_sizes(
    alone: Machine, alone_manager: FlaskClient
):
    out = io.BytesIO()
    face = Image.radial_gradient("L").resize((1000, 1300)).convert("RGB")
    face.save(out, "PNG", compress_level=0)
    assert 1_000_000 < len(out.getvalue()) < uploads.UPLOAD_LIMIT
    data = {"file": (io.BytesIO(out.getvalue()), "w.jpg"), "in_force": alone.today().isoformat()}
    shown = alone_manager.post(f"/documents/clerk/pictures/{LI}", data=data, follow_redirects=True)
    assert alone_manager.post(f"{shown.request.path}/publish").status_code == 303
    clerk = documents.read(alone.db, "clerk", LI, alone.today())
    assert isinstance(clerk, Clerk)
    lobby = alone.browser("lobby")
    for name, size in ((clerk.portrait, (320, 400)), (clerk.portrait_2x, (640, 800))):
        picture = lobby.get(f"/pictures/{name}.webp").data
        assert Image.open(io.BytesIO(picture)).format == "WEBP"
        assert Image.open(io.BytesIO(picture)).size == size
    assert f"{clerk.portrait_2x}.webp 2x" in lobby.get("/").text


def test_a_file_that_is_too_large_is_refused_at_the_desk(
    alone: Machine, alone_manager: FlaskClient
):
    data = {"file": (io.BytesIO(bytes(uploads.UPLOAD_LIMIT + 100_000)), "w.jpg"),
            "in_force": alone.today().isoformat()}  # fmt: skip
    assert alone_manager.post(f"/documents/clerk/pictures/{LI}", data=data).status_code == 413
    clerk = at_desk(alone, LI)
    again = {"file": (io.BytesIO(bytes(200_000)), "w.jpg")}
    assert clerk.post("/documents/fees", data=again).status_code == 403


def test_one_file_is_opened_at_a_time(publisher: FlaskClient, monkeypatch):
    monkeypatch.setattr(confined, "WAIT", 0)
    with confined._one:
        answers = [
            hand_in(publisher, "clerk", clerks_table()),
            publisher.post(
                f"/documents/clerk/pictures/{WANG}",
                data={"file": (io.BytesIO(b"x"), "w.jpg"), "in_force": "2026-12-01"},
            ),
        ]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert all("正在处理另一份文件" in answer.text for answer in answers)
    assert hand_in(publisher, "clerk", clerks_table()).status_code == 200
