"""A token that was sent in plain sight is not led on to where it would be hidden."""

from django.test import Client


def test_where_tls_is_on_a_system_is_refused_what_a_person_is_led_on_from(db, settings):
    settings.SECURE_SSL_REDIRECT = True
    asked, page = Client().get("/api/requests"), Client().get("/sign-in")
    assert (asked.status_code, asked["Content-Type"]) == (403, "application/problem+json")
    assert "https" in asked.json()["detail"]
    assert (page.status_code, page["Location"][:8]) == (301, "https://")
    assert Client().get("/api/requests", secure=True).status_code == 401
