#!/usr/bin/env -S python3 -IS
"""belenios-tool 3.0 as far as its command line goes: it takes the arguments that the shell scripts
of its tests give it, writes the files that it writes, and encrypts nothing.

Recorded from `tests/tool/demo-threshold.sh` and `src/tool/` of the tag 3.0, since Debian 12 can't
install it."""

import argparse
import hashlib
import json
import pathlib
import sys

HERE = pathlib.Path()


def parsed(*names: str) -> argparse.Namespace:
    """Takes these options and no other, as 3.0 does."""
    parser = argparse.ArgumentParser(allow_abbrev=False)
    for name in names:
        parser.add_argument(f"--{name}")
    return parser.parse_args(sys.argv[3:])


def archive() -> pathlib.Path:
    (found,) = HERE.glob("*.bel")
    return found


def credentials() -> None:
    said = parsed("uuid", "group", "count")
    made = {str(n): f"cred{n}" for n in range(1, int(said.count) + 1)}
    (HERE / "17.privcreds").write_text(json.dumps(made))
    (HERE / "17.pubcreds").write_text(json.dumps(sorted(made)))
    print(f"{len(made)} private credentials with ids saved to 17.privcreds")


def threshold_key() -> None:
    said = parsed("group", "step", "certs", "key", "polynomials", "threshold-context")
    context = said.threshold_context
    if said.step in ("1", "3"):
        index, needed, size = map(int, context.split("/"))
        assert 1 <= index <= size and needed < size
    else:
        assert context is None
    if said.step == "1":
        name = hashlib.sha256(context.encode()).hexdigest()
        (HERE / f"{name}.key").write_text(f"key{index}\n")
        (HERE / f"{name}.cert").write_text(json.dumps({"index": index, "name": name}) + "\n")
        print(name)
        return
    certs = [json.loads(line) for line in (HERE / said.certs).read_text().splitlines()]
    assert [one["index"] for one in certs] == list(range(1, len(certs) + 1)), "in order"
    if said.step == "3":
        assert (HERE / said.key).read_text().strip() == f"key{index}"
        print(json.dumps({"polynomial": index}))
    elif said.step == "4":
        for one in certs:
            (HERE / f"{one['name']}.vinput").write_text("{}\n")
    elif said.step == "5":
        json.loads(sys.stdin.read())
        print(json.dumps({"public": (HERE / said.key).read_text().strip()}))
    elif said.step == "6":
        assert len(sys.stdin.read().splitlines()) == len(certs)
        for one in certs:
            (HERE / f"{one['name']}.dkey").write_text(f"share{one['index']}\n")
        print(json.dumps({"threshold": 2}))


def trustees() -> None:
    assert (HERE / "public_keys.jsons").read_text() == ""
    (HERE / "trustees.json").write_text((HERE / "threshold.json").read_text())


def election() -> None:
    said = parsed("uuid", "group", "template")
    made = json.loads((HERE / said.template).read_text()) | {"uuid": said.uuid}
    (HERE / "election.json").write_text(json.dumps(made, separators=(",", ":")))


def init() -> None:
    made = [(HERE / f"{one}.json").read_text() for one in ("election", "trustees", "public_creds")]
    uuid = json.loads(made[0])["uuid"]
    (HERE / f"{uuid}.bel").write_text("\n".join(made) + "\n")


def add_event() -> None:
    said = parsed("type")
    with archive().open("a") as file:
        file.write(f"{said.type} {sys.stdin.read()}")


def ballot() -> None:
    said = parsed("privcred", "choice")
    (choice,) = json.loads(pathlib.Path(said.choice).read_text())
    assert sum(choice) == 1
    print(json.dumps({"by": pathlib.Path(said.privcred).read_text().strip(), "sealed": choice}))


def decrypt() -> None:
    said = parsed("key", "decryption-key", "trustee-id")
    key = pathlib.Path(said.key).read_text().strip()
    share = pathlib.Path(said.decryption_key).read_text().strip()
    assert (key, share) == (f"key{said.trustee_id}", f"share{said.trustee_id}")
    print(json.dumps({"part": said.trustee_id}))


def result() -> None:
    lines = archive().read_text().splitlines()
    assert sum(line.startswith("PartialDecryption") for line in lines) >= 2
    found = [json.loads(one.split(" ", 1)[1]) for one in lines if one.startswith("Ballot ")]
    counts = [str(sum(column)) for column in zip(*(one["sealed"] for one in found), strict=True)]
    print(json.dumps({"result": [counts]}, separators=(",", ":")))


COMMANDS = {
    "setup generate-token": lambda: print("JT4UpumR5bb92x"),
    "setup generate-credentials": credentials,
    "setup generate-trustee-key-threshold": threshold_key,
    "setup make-trustees": trustees,
    "setup make-election": election,
    "archive init": init,
    "archive add-event": add_event,
    "election generate-ballot": ballot,
    "election compute-encrypted-tally": lambda: print("{}"),
    "election verify": lambda: archive(),
    "election decrypt-threshold": decrypt,
    "election compute-result": result,
}

if sys.argv[1:] == ["--version"]:
    print("3.0 (20241008)")
else:
    COMMANDS[" ".join(sys.argv[1:3])]()
