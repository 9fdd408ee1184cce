"""Head office answers a station's file: each request in it goes through the same checks as on the
wire, and comes to no other address than a round's."""

import re
from collections.abc import Callable

from flask import Flask
from werkzeug.test import TestResponse

from kiosk.ground.db import Database
from kiosk.records.publishing import documents, manifests
from kiosk.records.stations import enrolment
from kiosk.records.stations.enrolment import Station
from kiosk.vocabulary import documents as vocabulary
from kiosk.vocabulary import sync_files
from kiosk.vocabulary.refusals import Refusal
from kiosk.vocabulary.sync_files import Answered, Answers, Asked, Questions
from kiosk.web.machines import limits

ALLOWED = re.compile(
    r"POST /intake/v1/entries|GET /intake/v1/(entries|manifest|contacts/[0-9a-f]{64})(\?.*)?"
    r"|PUT /intake/v1/(contacts|letters)/[0-9a-f]{64}"
)


def answer(
    app: Flask, db: Database, key: bytes, asked: Questions, most: int = sync_files.MOST_ANSWERED,
    seen: Callable[[int, int], None] | None = None,
) -> Answers:  # fmt: skip
    """What the office's application `app`, whose public key is `key`, answers to a file, with
    contents of half of `most` bytes; this thread must be in no transaction. `seen` is called with
    (answered, all). Raises Refusal `unknown_station`, or `unsigned` if a request is not the
    station's own."""
    client, answered = app.test_client(), []
    for number, one in enumerate(asked.asked, 1):
        if not ALLOWED.fullmatch(f"{one.method} {one.path}"):
            raise Refusal("unsigned")
        got = client.open(one.path, method=one.method, data=one.body, headers=_signed(asked, one),
                          environ_overrides={limits.BY_FILE: "1"})  # fmt: skip
        answered.append(_answered(one, got))
        if seen is not None:
            seen(number, len(asked.asked))
    station = enrolment.find(db, asked.station)
    if station is None:
        raise Refusal("unknown_station")
    contents, left_out = _contents(db, station, set(asked.have), most // 2)
    return Answers(asked.station, key, tuple(answered), contents, left_out)


def _signed(asked: Questions, one: Asked) -> dict[str, str]:
    return {"Ts-Station": asked.station, "Ts-Nonce": one.nonce, "Ts-Signature": one.signature,
            "Content-Type": "application/json"}  # fmt: skip


def _answered(one: Asked, got: TestResponse) -> Answered:
    if got.status_code == 401:
        raise Refusal("unsigned")
    return Answered(one.nonce, got.status_code, got.headers["Ts-Signature"], got.data)


def _contents(
    db: Database, station: Station, have: set[str], room: int
) -> tuple[tuple[bytes, ...], int]:
    """Contents and pictures that are published to the station's branch and that it has not, and
    how many of them did not fit."""
    newest = manifests.newest_manifest(db, station.branch)
    listed = manifests.decode_manifest(newest.body).documents if newest else ()
    names = [version.sha256 for version in listed]
    for name in tuple(names):  # their pictures after all of them
        content = documents.content(db, name)
        names += sorted(vocabulary.pictures(content)) if content is not None else []
    found: list[bytes] = []
    left_out = 0
    for name in dict.fromkeys(names):
        body = documents.blob(db, name) if name not in have else None
        if body is None:
            continue
        if len(body) > room:
            left_out += 1
            continue
        room -= len(body)
        found.append(body)
    return tuple(found), left_out
