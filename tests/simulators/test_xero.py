"""The simulator keeps what Xero's own description and its pages say of Xero; without that it would prove nothing."""

import threading
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest

from tests.simulators.xero import WRITES, Fault, Simulator, running
from tests.simulators.xero_client import BACK, VERIFIER, Bare


@pytest.fixture
def bare(xero: Simulator) -> Iterator[Bare]:
    bare = Bare(xero)
    bare.log_in()
    yield bare
    bare.http.close()


# --- who may ask ------------------------------------------------------------------------------------------------------


def test_a_code_is_good_once_and_only_with_its_verifier(xero, bare):
    form = {"grant_type": "authorization_code", "redirect_uri": BACK}
    code = bare.code()
    assert bare.grant(**form, code=code, code_verifier="w" * 64).json()["error"] == "invalid_grant"
    assert bare.grant(**form, code=code, code_verifier=VERIFIER).status_code == 400
    fresh = bare.code()
    assert bare.grant(**form, code=fresh, code_verifier=VERIFIER).status_code == 200
    assert bare.grant(**form, code=fresh, code_verifier=VERIFIER).json() == {"error": "invalid_grant"}


def test_a_scope_of_the_old_kind_is_an_invalid_scope(xero, bare):
    page = bare.http.get(bare.address(scope="offline_access accounting.transactions"))
    assert (page.status_code, "invalid_scope" in page.text) == (400, True)


def test_an_address_that_was_not_registered_gets_nobody_sent_back(xero, bare):
    page = bare.http.get(bare.address(redirect_uri="https://elsewhere.example/"))
    assert (page.status_code, page.headers.get("Location")) == (400, None)


def test_the_page_sends_back_with_code_and_state_or_with_a_denial(xero, bare):
    page = bare.address()
    asked = dict(httpx.URL(page).params)
    yes = bare.http.post(page, data={**asked, "tenant": bare.tenant, "answer": "allow"})
    assert httpx.URL(yes.headers["Location"]).params["state"] == "s1"
    no = bare.http.post(page, data={**asked, "answer": "cancel"})
    assert httpx.URL(no.headers["Location"]).params["error"] == "access_denied"


def test_a_refresh_token_is_replaced_by_its_use(xero, bare):
    old = bare.refresher
    assert bare.refresh().status_code == 200
    assert bare.refresher != old
    bare.refresher = old
    assert bare.refresh().json() == {"error": "invalid_grant"}
    assert xero.identity.reused == 1


def test_a_refresh_token_dies_after_sixty_days(xero, bare):
    xero.pass_time(61 * 86_400)
    assert bare.refresh().json() == {"error": "invalid_grant"}


def test_an_access_token_lives_for_thirty_minutes(xero, bare):
    assert bare.ask("GET").status_code == 200
    xero.pass_time(30 * 60 + 1)
    assert "TokenExpired" in bare.ask("GET").json()["Detail"]
    bare.refresh()
    assert bare.ask("GET").status_code == 200
    xero.identity.expire_access()
    assert bare.ask("GET").status_code == 401


def test_who_may_only_read_contacts_may_not_write_them(xero, bare):
    bare.log_in(scope="offline_access accounting.contacts.read")
    assert bare.ask("GET").status_code == 200
    assert bare.write("PUT", {"Name": "A"}).status_code == 401


def test_connections_are_listed_and_taken_back(xero, bare):
    other = xero.add_organisation("Second Ltd")
    bare.log_in()
    key = {"Authorization": f"Bearer {bare.token}"}
    listed = bare.http.get("/connections", headers=key).json()
    assert [each["tenantName"] for each in listed] == ["Demo Company (UK)", "Second Ltd"]
    assert bare.http.delete(f"/connections/{other.connection_id}", headers=key).status_code == 204
    assert len(bare.http.get("/connections", headers=key).json()) == 1


def test_a_custom_connection_names_no_tenant_and_has_no_refresh_token(xero, bare):
    app = xero.register_custom()
    answer = bare.http.post(
        "/connect/token", data={"grant_type": "client_credentials"}, auth=(app.client_id, app.secret)
    ).json()
    assert "refresh_token" not in answer
    key = {"Authorization": f"Bearer {answer['access_token']}", "Accept": "application/json"}
    assert bare.http.get("/api.xro/2.0/Contacts", headers=key).status_code == 200


def test_a_tenant_that_is_gone_is_forbidden(xero, bare):
    xero.organisation.is_gone = True
    assert bare.ask("GET").status_code == 403


# --- contacts ---------------------------------------------------------------------------------------------------------


def test_who_does_not_ask_for_json_gets_xml(xero, bare):
    assert bare.ask("GET", Accept="*/*").text.startswith("<Response>")


def test_pages_hold_at_most_a_thousand_and_say_how_many_there_are(xero, bare):
    xero.organisation.fill(2100)
    answer = bare.ask("GET", "Contacts?page=3&pageSize=1000").json()
    assert answer["pagination"] == {"page": 3, "pageSize": 1000, "pageCount": 3, "itemCount": 2100}
    assert len(answer["Contacts"]) == 100
    assert len(bare.ask("GET", "Contacts?page=1").json()["Contacts"]) == 100
    assert bare.ask("GET", "Contacts?page=1&pageSize=1001").status_code == 400


def test_only_what_changed_since_is_answered(xero, bare):
    old = xero.organisation.add(Name="Old")
    xero.pass_time(100)
    new = xero.organisation.add(Name="New")
    since = "2020-01-01T00:00:00"
    assert len(bare.ask("GET", If_Modified_Since=since).json()["Contacts"]) == 2
    stamp = bare.ask("GET", f"Contacts/{new}").json()["Contacts"][0]["UpdatedDateUTC"]
    assert stamp.startswith("/Date(")
    from datetime import UTC, datetime

    then = datetime.fromtimestamp(int(stamp[6:19]) / 1000, UTC)
    found = bare.ask("GET", If_Modified_Since=then.isoformat(timespec="seconds")).json()["Contacts"]
    assert [each["ContactID"] for each in found] == [new]
    xero.organisation.rename(old, "Older")
    assert len(bare.ask("GET", If_Modified_Since=then.isoformat(timespec="seconds")).json()["Contacts"]) == 2


def test_a_contact_is_found_by_id_by_number_by_filter_and_by_search(xero, bare):
    key = xero.organisation.add(Name='Bob "B" O\'Neil', ContactNumber="17", EmailAddress="bob@example.com")
    xero.organisation.add(Name="Other")
    for path in (
        f"Contacts/{key}",
        "Contacts/17",
        f"Contacts?IDs={key}",
        'Contacts?where=EmailAddress=="bob@example.com"',
        "Contacts?searchTerm=bob",
        'Contacts?where=ContactStatus=="ACTIVE" AND Name=="Bob \\"B\\" O\'Neil"',
    ):
        assert [each["ContactID"] for each in bare.ask("GET", path).json()["Contacts"]] == [key], path
    assert bare.ask("GET", "Contacts/18").status_code == 404
    assert bare.ask("GET", 'Contacts?where=Phones[0].PhoneNumber=="1"').status_code == 400


def test_names_are_unique_among_active_contacts_whatever_their_case(xero, bare):
    first = xero.organisation.add(Name="Graham's Widgets")
    refused = bare.write("PUT", {"Name": "GRAHAM'S WIDGETS "})
    assert refused.status_code == 400
    assert "must be unique across all active" in refused.json()["Elements"][0]["ValidationErrors"][0]["Message"]
    xero.organisation.archive(first)
    assert bare.write("PUT", {"Name": "Graham's Widgets"}).status_code == 200


def test_one_that_is_wrong_takes_all_back_unless_each_is_for_itself(xero, bare):
    xero.organisation.add(Name="Taken")
    both = ({"Name": "Free"}, {"Name": "Taken"})
    assert bare.write("PUT", *both).status_code == 400
    assert len(xero.organisation.contacts) == 1
    answer = bare.ask("PUT", "Contacts?summarizeErrors=false", json={"Contacts": list(both)}).json()["Contacts"]
    assert [each["StatusAttributeString"] for each in answer] == ["OK", "ERROR"]
    assert len(xero.organisation.contacts) == 2


def test_post_writes_over_the_contact_of_its_number_and_leaves_what_it_does_not_name(xero, bare):
    key = xero.organisation.add(Name="A", ContactNumber="17", EmailAddress="a@example.com")
    answer = bare.write("POST", {"Name": "B", "ContactNumber": "17"}).json()["Contacts"][0]
    assert (answer["ContactID"], answer["EmailAddress"]) == (key, "a@example.com")
    assert bare.ask("POST", f"Contacts/{key}", json={"Contacts": [{"Name": "C"}]}).json()["Contacts"][0]["Name"] == "C"


def test_a_merged_contact_leads_to_the_survivor(xero, bare):
    loser, survivor = xero.organisation.add(Name="A"), xero.organisation.add(Name="B")
    xero.organisation.merge(loser, into=survivor)
    shown = bare.ask("GET", f"Contacts/{loser}").json()["Contacts"][0]
    assert (shown["ContactStatus"], shown["MergedToContactID"]) == ("ARCHIVED", survivor)
    assert [each["ContactID"] for each in bare.ask("GET").json()["Contacts"]] == [survivor]
    archived = bare.ask("GET", "Contacts?includeArchived=true&page=1").json()["Contacts"]
    assert {each.get("MergedToContactID") for each in archived} == {None, survivor}


def test_what_they_do_not_take_is_refused_in_words(xero, bare):
    for given in (
        {"Name": "A" * 256},
        {"Name": "A", "EmailAddress": "jürgen@example.com"},
        {"Name": "A", "ContactNumber": "1" * 51},
        {"EmailAddress": "a@example.com"},
    ):
        assert bare.write("PUT", given).status_code == 400, given
    xero.complaints.clear()  # of what is too long, which was the point


def test_a_key_answers_again_and_is_forgotten_after_a_while(xero, bare):
    first = bare.write("PUT", {"Name": "A"}, Idempotency_Key="k").json()["Contacts"][0]["ContactID"]
    assert bare.write("PUT", {"Name": "A"}, Idempotency_Key="k").json()["Contacts"][0]["ContactID"] == first
    assert bare.write("PUT", {"Name": "B"}, Idempotency_Key="k").status_code == 400
    xero.pass_time(400)
    assert bare.write("PUT", {"Name": "B"}, Idempotency_Key="k").status_code == 200
    assert len(xero.organisation.contacts) == 2


# --- limits and faults ------------------------------------------------------------------------------------------------


def test_sixty_a_minute_and_then_how_long_to_wait(xero, bare):
    left = [bare.ask("GET").headers["X-MinLimit-Remaining"] for _ in range(60)]
    assert (left[0], left[-1]) == ("59", "0")
    over = bare.ask("GET")
    assert (over.status_code, over.headers["X-Rate-Limit-Problem"]) == (429, "minute")
    xero.pass_time(float(over.headers["Retry-After"]))
    assert bare.ask("GET").status_code == 200


def test_five_thousand_a_day(xero, bare):
    xero.organisation.limits.day.limit = 1
    bare.ask("GET")
    over = bare.ask("GET")
    assert over.headers["X-Rate-Limit-Problem"] == "day"
    assert int(over.headers["Retry-After"]) > 80_000


def test_five_at_once(xero, bare):
    xero.break_down(Fault.SLOW, seconds=0.2)
    xero.organisation.limits.in_flight = 5
    assert bare.ask("GET").headers["X-Rate-Limit-Problem"] == "concurrent"
    xero.organisation.limits.in_flight = 4
    assert bare.ask("GET").status_code == 200


def test_an_answer_that_was_dropped_was_carried_out(xero, bare):
    xero.break_down(Fault.DROP_AFTER, methods=WRITES, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        bare.write("PUT", {"Name": "A"})
    assert [each.name for each in xero.organisation.active] == ["A"]
    xero.break_down(Fault.DROP_BEFORE, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        bare.write("PUT", {"Name": "B"})
    assert len(xero.organisation.contacts) == 1
    assert [each.status for each in xero.calls("PUT")] == [0, 0]


def test_answers_can_be_garbage_cut_off_or_a_server_that_is_down(xero, bare):
    xero.break_down(Fault.GARBAGE, times=1)
    with pytest.raises(ValueError):
        bare.ask("GET").json()
    xero.break_down(Fault.CUT_BODY, times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        bare.ask("GET")
    xero.break_down(Fault.STATUS, status=503, times=1, retry_after="7")
    assert bare.ask("GET").headers["Retry-After"] == "7"
    assert bare.ask("GET").status_code == 200


def test_of_a_share_the_seed_decides():
    def met(seed: int) -> list[int]:
        with running(seed=seed) as xero:
            xero.break_down(Fault.STATUS, share=0.3)
            return [len(xero.faults.meet("contacts", "GET")) for _ in range(1000)]

    assert met(1) == met(1)
    assert 200 < sum(met(1)) < 400


def test_many_at_once_make_one_contact_of_one_name(xero, bare):
    xero.unlimited()
    xero.organisation.limits.at_once = 50
    said: list[int] = []

    def put() -> None:
        with httpx.Client(base_url=xero.base) as http:
            other = Bare(xero)
            other.http, other.token = http, bare.token
            said.append(other.write("PUT", {"Name": "A"}).status_code)

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == [200] + [400] * 7


# --- the shapes -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "complaint"),
    [
        ("PUT", "Contacts", {"Contacts": [{"Name": "A", "Emailaddress": "a@example.com"}]}, {}, "Emailaddress"),
        ("PUT", "Contacts", {"Contacts": [{"Name": "A", "IsCustomer": True}]}, {}, "IsCustomer is read-only"),
        ("PUT", "Contacts", {"Contacts": [{"Name": 7}]}, {}, "7 is not of type"),
        ("PUT", "Contacts?summariseErrors=false", {"Contacts": [{"Name": "A"}]}, {}, "no parameter summariseErrors"),
        ("GET", "Contacts?page=one", None, {}, "'one' is not of type 'integer'"),
        ("GET", "Contacts?includeArchived=yes&page=1", None, {}, "'yes' is not of type 'boolean'"),
        ("GET", "Contacts?IDs=seventeen", None, {}, "is not a 'uuid'"),
        ("GET", "Contacts", None, {"X-Idempotent": "1"}, "no header x-idempotent"),
    ],
)
def test_what_does_not_fit_the_description_is_a_complaint(shared, method, path, body, headers, complaint):
    with running() as xero:
        bare = Bare(xero)
        bare.log_in()
        with suppress(httpx.HTTPError):  # what makes no sense at all ends the connection
            bare.ask(method, path, json=body, **headers)
        bare.http.close()
        assert any(complaint in each for each in xero.complaints), xero.complaints


def test_an_answer_that_does_not_fit_is_a_complaint_too(shared):
    with running() as xero:
        bare = Bare(xero)
        bare.log_in()
        xero.organisation.contacts[xero.organisation.add(Name="A")].values["DefaultCurrency"] = "Doubloons"
        bare.ask("GET")
        bare.http.close()
        assert xero.complaints
