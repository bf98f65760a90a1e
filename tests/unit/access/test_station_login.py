"""Login and log-out over the network, as a browser does it: right, wrong, too often, hostile."""

from __future__ import annotations

import pytest
from access_kit import GOOD, HOME, OTHER, STRANGER, House, form_token, headers, log_in, page_token

from balance_arcade.server.station.access import passwords
from balance_arcade.server.station.access.roles import Role


def test_who_is_not_logged_in_sees_the_login_and_not_a_byte_of_the_board(tmp_path):
    house = House(tmp_path)
    browser = house.browser()
    for path in ("/", "/board/2", "/anything"):
        answer = browser.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login")
        assert answer.content == b""
    for path in ("/api/picture", "/api/mirror", "/api/boards", "/api/me"):
        assert browser.get(path).status_code == 401
    assert house.board.asked == []
    assert "Log in" in browser.get("/login").text


def test_a_right_password_leads_to_the_page_by_a_cookie_that_no_script_can_read(tmp_path):
    house = House(tmp_path)
    browser = house.browser()
    answer = log_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    cookies = answer.headers.get_list("set-cookie")
    session = next(text for text in cookies if text.startswith("__Host-station="))
    parts = session.split("; ")[1:]
    assert parts == ["Path=/", "Secure", "HttpOnly", "SameSite=Strict"]
    page = browser.get("/")
    assert "board" in page.text
    assert 'station-role" content="controller"' in page.text
    assert int(page.headers["content-length"]) == len(page.content)
    assert browser.get("/api/picture").json() == {"rows": [1, 2, 3]}
    me = browser.get("/api/me").json()
    assert me == {"kind": "account", "name": "anna", "role": "controller", "left_s": 900}


@pytest.mark.parametrize(
    ("name", "password"), [("anna", OTHER), ("bob", GOOD), ("", ""), ("anna", ""), ("vera ", OTHER)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_alike_and_let_nobody_in(
    tmp_path, name, password
):
    house = House(tmp_path)
    browser = house.browser()
    answer = log_in(browser, name, password)
    assert answer.status_code == 401
    assert "Name or password is wrong." in answer.text
    assert "__Host-station=" not in str(answer.headers)
    assert browser.get("/").status_code == 303
    assert len(house.office.sessions) == 0


def test_a_form_without_its_token_or_with_that_of_another_browser_is_refused(tmp_path):
    house = House(tmp_path)
    browser, other = house.browser(), house.browser()
    foreign = form_token(other)
    form_token(browser)
    for token in ("", foreign, "é", "0" * 64):
        assert log_in(browser, token=token).status_code == 403
    assert log_in(house.browser(), token=foreign).status_code == 403
    assert len(house.office.sessions) == 0
    assert log_in(browser).status_code == 303


def test_five_wrong_passwords_from_one_place_close_that_place_for_five_minutes(tmp_path):
    house = House(tmp_path)
    browser = house.browser()
    for _ in range(5):
        assert log_in(browser, password=OTHER).status_code == 401
    answer = log_in(browser)
    assert answer.status_code == 429
    assert "Too many attempts. Try again in 5 minutes." in answer.text
    assert answer.headers["retry-after"] == "300"
    # Somebody else, and the same person elsewhere, are not locked out by it.
    assert log_in(house.browser(), "vera").status_code == 303
    assert log_in(house.browser(STRANGER), "anna").status_code == 303
    house.pass_time(300.0)
    assert log_in(browser).status_code == 303


def test_one_address_may_not_go_through_all_names(tmp_path):
    house = House(tmp_path)
    browser = house.browser(STRANGER)
    found = [log_in(browser, f"name-{i}", OTHER).status_code for i in range(25)]
    assert found == [401] * 20 + [429] * 5
    assert log_in(house.browser(), "anna").status_code == 303


def test_many_addresses_may_not_go_through_the_passwords_of_one_name(tmp_path):
    house = House(tmp_path)
    found = [
        log_in(house.browser((f"192.0.2.{i}", 5000)), "anna", OTHER).status_code for i in range(25)
    ]
    assert found == [401] * 20 + [429] * 5
    assert log_in(house.browser(), "vera").status_code == 303


def test_a_right_password_wipes_out_the_wrong_ones_before_it(tmp_path):
    house = House(tmp_path)
    for _ in range(3):
        browser = house.browser()
        for _ in range(4):
            assert log_in(browser, password=OTHER).status_code == 401
        assert log_in(browser).status_code == 303


def test_who_touches_nothing_is_out_after_the_time_that_is_set(tmp_path):
    house = House(tmp_path, idle_s=120.0)
    browser, token = house.logged_in()
    house.pass_time(119.0)
    assert browser.get("/api/me").json()["left_s"] == 1
    assert browser.post("/api/here", headers=headers(token)).json()["left_s"] == 120
    house.pass_time(121.0)
    assert browser.get("/api/me").status_code == 401
    assert browser.get("/").headers["location"] == "/login"


def test_an_order_is_a_touch_and_the_life_ends_all(tmp_path):
    house = House(tmp_path, idle_s=120.0, life_s=400.0)
    browser, token = house.logged_in()
    order = {"id": "1", "cmd": "mark"}
    for _ in range(3):
        house.pass_time(110.0)
        assert browser.post("/api/order", json=order, headers=headers(token)).status_code == 200
    house.pass_time(80.0)
    assert browser.post("/api/order", json=order, headers=headers(token)).status_code == 401


def test_log_out_ends_the_session_and_not_only_the_cookie(tmp_path):
    house = House(tmp_path)
    browser, token = house.logged_in()
    kept = browser.cookies["__Host-station"]
    assert browser.post("/logout", headers={"origin": HOME}).status_code == 403
    answer = browser.post("/logout", headers=headers(token))
    assert answer.status_code == 200
    assert "Max-Age=0" in answer.headers["set-cookie"]
    browser.cookies.set("__Host-station", kept, domain="clinic-pc")
    assert browser.get("/").status_code == 303


def test_every_login_is_a_new_session_and_ends_the_one_before(tmp_path):
    house = House(tmp_path)
    browser, _ = house.logged_in()
    first = browser.cookies["__Host-station"]
    # With a session the form leads on; without that cookie it is a browser of its own.
    assert browser.get("/login").headers["location"] == "/"
    other, _ = house.logged_in()
    assert other.cookies["__Host-station"] != first
    # A session that somebody else has planted is not taken over.
    fixed = house.browser()
    fixed.cookies.set("__Host-station", "planted", domain="clinic-pc")
    log_in(fixed)
    assert fixed.get("/", headers={"cookie": "__Host-station=planted"}).status_code == 303


@pytest.mark.parametrize(
    "change",
    [
        lambda accounts: accounts.remove("anna"),
        lambda accounts: accounts.set_password("anna", OTHER),
        lambda accounts: accounts.set_role("anna", Role.VIEWER),
    ],
)
def test_an_account_that_another_process_changes_is_out_at_once(tmp_path, change):
    house = House(tmp_path)
    browser, _ = house.logged_in()
    assert browser.get("/api/picture").status_code == 200
    change(House(tmp_path).office.accounts)
    house.pass_time(0.5)
    assert browser.get("/api/picture").status_code == 401


def test_a_password_is_neither_in_the_page_nor_in_the_log(tmp_path, caplog):
    caplog.set_level(0)
    house = House(tmp_path)
    browser = house.browser()
    pages = [log_in(browser, password=f"{OTHER}{i}").text for i in range(7)]
    pages.append(log_in(browser).text)
    house.pass_time(300.0)
    log_in(browser)
    token = page_token(browser)
    browser.post("/api/order", json={"id": "1", "cmd": "pause"}, headers=headers(token))
    account = house.office.accounts.find("anna")
    said = [record for record in caplog.records if record.name.startswith("balance_arcade")]
    log = "\n".join(record.getMessage() for record in said)
    assert OTHER not in "".join(pages) + log
    assert GOOD not in log
    assert "anna" not in log
    assert browser.cookies["__Host-station"] not in log
    assert token not in log
    for line in (
        f"refused: wrong password for account {account.id}",
        "refused: too many attempts",
        f"login: account {account.id}, controller, from 192.0.2.7",
        f"account {account.id} orders pause",
    ):
        assert line in log


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3000,
        "é" * 600,
        "\0",
        "\u202e",
        "🙂" * 200,
        "%ff%fe",
        "a&b=c",
        "' OR 1=1 --",
        "<b>",
        "${x}",
    ],
)
def test_odd_texts_are_a_wrong_password_and_come_back_nowhere(tmp_path, text):
    house = House(tmp_path)
    browser = house.browser()
    answer = log_in(browser, text, text)
    assert answer.status_code in (401, 413)
    assert text not in answer.text
    assert log_in(browser).status_code == 303


def test_a_password_too_long_to_be_one_is_not_even_hashed(tmp_path, monkeypatch):
    house = House(tmp_path)
    monkeypatch.setattr(passwords.Passwords, "fits", lambda *_: pytest.fail("was hashed"))
    assert log_in(house.browser(), "anna", "x" * 300).status_code == 401


def test_a_huge_body_is_left_unread(tmp_path):
    house = House(tmp_path)
    browser = house.browser()
    read = [0]

    def flood():
        for _ in range(1000):
            read[0] += 1
            yield b"x" * 1024

    answer = browser.post("/login", content=flood(), headers={"origin": HOME})
    assert answer.status_code == 413
    token = form_token(browser, "/pair")
    for path, expected in (("/pair", 413), ("/login", 413)):
        answer = browser.post(path, content=b"x" * 200_000, headers=headers(token))
        assert answer.status_code == expected
    assert log_in(browser).status_code == 303


@pytest.mark.parametrize(
    "body", [b"", b"\xff\xfe", b"name", b"&" * 4000, b"name=a" * 500, b"a=1&" * 900, b"{}"]
)
def test_a_body_that_is_no_form_is_refused(tmp_path, body):
    browser = House(tmp_path).browser()
    form_token(browser)
    answer = browser.post("/login", content=body, headers={"origin": HOME})
    assert answer.status_code == 403


def test_so_many_at_once_are_refused_rather_than_queued(tmp_path):
    house = House(tmp_path)
    house.office._waiting = 8
    answer = log_in(house.browser())
    assert answer.status_code == 429
    assert "Many people log in" in answer.text
