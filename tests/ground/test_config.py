"""A machine with a bad configuration refuses to start and names the key."""

from pathlib import Path

import pytest

from kiosk.ground.config import load
from kiosk.ground.network.addresses import BadConfig


def write(folder: Path, text: str) -> Path:
    path = folder / "machine.toml"
    path.write_text(text, "utf-8")
    return path


TABLE = 'role = "station"\n[tickets_table]\nconnection = "DSN=q"\n'
GOOD = 'query = "SELECT a FROM b WHERE a > ? ORDER BY a"'


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("", "role"),
        ('role = "kitchen"', "$.role"),
        ('role = "station"\nsync_secnds = 3', "sync_secnds"),
        ('role = "station"\nsync_seconds = 0', "$.sync_seconds"),
        ('role = "station"\nsync_seconds = "often"', "$.sync_seconds"),
        ('role = "station"\nidle_seconds = 14', "$.idle_seconds"),
        ('role = "station"\nidle_seconds = 301', "$.idle_seconds"),
        ('role = "station"\nnews_seconds = -1', "$.news_seconds"),
        ('role = "station"\nopens = "8:30"', "$.opens"),
        ('role = "station"\nkeep_months = 36', "$.keep_months"),
        ('role = "station"\narchives = "/mnt/a"', "$.archives"),
        ('role = "office"\nkeep_months = 35', "36 months at least"),
        ('role = "office"\nkeep_months = -1', "$.keep_months"),
        ('role = "station"\ncloses = "24:00"', "$.closes"),
        ('role = "station"\nvoice_volume = 101', "$.voice_volume"),
        ('role = "station"\nphone_url = "rate.example.com"', "$.phone_url"),
        ('role = "station"\nphone_url = "http://rate.example.com"', "$.phone_url"),
        ('role = "station"\nphone_url = "https://rate.example.com"', "$.lobby.proxy"),
        ('role = "station"\n[lobby]\nport = 70000', "$.lobby.port"),
        ('role = "station"\n[lobby]\nbind = "0.0.0.0"\nport = 8080', "$.lobby.hosts"),
        ('role = "station"\n[lobby]\ncolour = 1\nport = 8080', "colour"),
        ('role = "station"\n[lobby]\ncolour = 1\nport = 8080', "port, bind, hosts, proxy"),
        ('role = "station"\nsync_secnds = 3', "sync_seconds, idle_seconds"),
        ('role = "station"\nrole = "office"\n', "at line 2"),
        ('role = "station"\n[lobby]\nport = 80\nport = 81\n', "at line 4"),
        ('role = "station"\n[lobby]\nport = 8081', "$.lobby.port and $.desk.port"),
        ('role = "station"\n[desk]\nport = true', "$.desk.port"),
        ('role = "station"\n[desk]\nport = 1\nbind = "here"\nhosts = ["a"]', "$.desk.bind"),
        ('role = "station"\n[desk]\nport = 1\nbind = "1.2.3.4.5"\nhosts = ["a"]', "$.desk.bind"),
        ('role = "station"\n[desk]\nport = 1\nhosts = "a.example"', "$.desk.hosts"),
        ('role = "station"\n[desk]\nport = 1\nhosts = ["http://a"]', "$.desk.hosts: 'http://a'"),
        ('role = "station"\n[desk]\nport = 1\nhosts = ["a:80"]', "without a port"),
        ('role = "station"\n[desk]\nport = 1\nhosts = [""]', "$.desk.hosts"),
        ('role = "station"\n[desk]\nport = 1\nhosts = ["政务..cn"]', "$.desk.hosts: '政务..cn'"),
        ('role = "station"\n[desk]\nport = 1\nhosts = ["a_b"]', "$.desk.hosts: 'a_b'"),
        ('role = "station"\n[desk]\nport = 1\nproxy = "caddy"', "$.desk.proxy"),
        ('role = "station"\ndata = "a\\u0000b"', "$.data"),
        ('role = "station"\ndata = 3', "$.data"),
        ('role = "station"\nlanguages = []', "$.languages"),
        ('role = "station"\nlanguages = "en"', "$.languages"),
        ('role = "station"\nlanguages = ["zh", "zh"]', "$.languages"),
        ('role = "station"\nlanguages = ["zh", "ko"]', "translations/ko/LC_MESSAGES/messages.po"),
        ('role = "station"\nlanguages = ["zh", "../en"]', "'../en'"),
        ("role = ", "Invalid value"),
        ("a = " + "[" * 30_000, "no TOML"),
        ('role = "station"\n#' + "x" * 70_000, "longer than 65536 bytes"),
        ('role = "station"\nsync_seconds = 9e9999999', "$.sync_seconds"),
        (TABLE + 'query = "SELECT 1"', "$.tickets_table.query"),
        (TABLE + 'query = "SELECT 1 WHERE a > ? ORDER BY a; DROP TABLE a"', "one SELECT"),
        (TABLE + 'query = "DELETE FROM a WHERE a > ? ORDER BY a"', "one SELECT"),
        (TABLE + 'query = "SELECT 1 WHERE a > ? AND b > ? ORDER BY a"', "one ?"),
        (TABLE + 'query = "SELECT 1 FROM b WHERE a > ?"', "ORDER BY"),
        (TABLE.replace("DSN=q", "queue") + GOOD, "DSN=name"),
        (TABLE.replace("DSN=q", "DSN=q;PWD=a") + GOOD, "password_file"),
        (TABLE.replace("DSN=q", "DSN=q; Password = a") + GOOD, "password_file"),
        (TABLE + GOOD + "\nuser = 1", "connection, query, password_file"),
        ('role = "station"\nsync_seconds = ' + "9" * 5_000, "integer string conversion"),
    ],
)
def test_a_bad_value_is_named(tmp_path: Path, text: str, names: str):
    with pytest.raises(BadConfig) as refused:
        load(write(tmp_path, text), {})
    assert names in str(refused.value) and "machine.toml" in str(refused.value)


def test_a_missing_file_is_named(tmp_path: Path):
    with pytest.raises(BadConfig, match=r"nowhere\.toml"):
        load(tmp_path / "nowhere.toml", {})


def test_a_file_that_can_not_be_read_says_why(tmp_path: Path):
    path = tmp_path / "machine.toml"
    path.write_bytes('role = "station" # 总部'.encode("gb18030"))
    with pytest.raises(BadConfig, match=r"machine\.toml: save it as UTF-8"):
        load(path, {})
    for odd in (tmp_path, Path("a\0b"), path / "beneath"):
        with pytest.raises(BadConfig, match="it can't be read"):
            load(odd, {})


def test_what_other_computers_open_is_named_with_its_hosts(tmp_path: Path):
    text = (
        'role = "station"\n[desk]\nport = 8081\nbind = "192.168.1.10"\n'
        'hosts = ["Desk.example.com", ".example.cn", "政务.example", "192.168.1.10"]\n'
        'proxy = "192.168.1.11"'
    )
    desk = load(write(tmp_path, text), {}).desk
    assert (desk.bind, desk.proxy) == ("192.168.1.10", "192.168.1.11")
    named = ["desk.example.com", ".example.cn", "xn--zfr164b.example", "192.168.1.10"]
    assert desk.hosts == named, "as browsers send them"


def test_staff_have_one_screen_of_their_own_on_each_machine(tmp_path: Path):
    assert load(write(tmp_path, 'role = "station"'), {}).staff.port == 8081
    assert load(write(tmp_path, 'role = "office"'), {}).staff.port == 8090


def test_two_screens_of_a_machine_share_no_port(tmp_path: Path):
    path = write(tmp_path, 'role = "station"')
    with pytest.raises(BadConfig, match="both 8081"):
        load(path, {"KIOSK_LOBBY_PORT": "8081"})
    path = write(tmp_path, 'role = "office"\n[lobby]\nport = 8081')
    assert load(path, {}).role == "office", "an office serves neither"


@pytest.mark.parametrize("port", ["0", "x", "70000", "-1"])
def test_a_bad_port_in_the_environment_is_named(tmp_path: Path, port: str):
    with pytest.raises(BadConfig, match="KIOSK_DESK_PORT"):
        load(write(tmp_path, 'role = "station"'), {"KIOSK_DESK_PORT": port})


def test_the_environment_moves_data_and_ports_only(tmp_path: Path):
    path = write(tmp_path, 'role = "office"\ndata = "/there"')
    assert load(path, {}).data == "/there"
    moved = load(path, {"KIOSK_DATA": "/here", "KIOSK_OFFICE_PORT": "9", "KIOSK_ROLE": "x"})
    assert (moved.data, moved.office.port, moved.role) == ("/here", 9, "office")


def test_data_lies_beside_the_file_unless_it_says_otherwise(tmp_path: Path):
    assert load(write(tmp_path, 'role = "station"'), {}).data == str(tmp_path)


def test_a_ticket_systems_table_is_read(tmp_path: Path):
    table = load(write(tmp_path, TABLE + GOOD), {}).tickets_table
    assert table is not None
    assert (table.connection, table.password_file) == ("DSN=q", "")


def test_customers_phones_find_the_lobby_under_a_name_of_its_own(tmp_path: Path):
    said = 'role = "station"\nphone_url = "https://rate.example.com/"\n'
    said += '[lobby]\nport = 8080\nproxy = "127.0.0.1"\npublic_url = "https://192.168.1.10"\n'
    config = load(write(tmp_path, said), {})
    assert config.phone_url == "https://rate.example.com"
    assert config.lobby.hosts == ["192.168.1.10", "rate.example.com"]
