"""Counting attempts, and whose they are."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory

from search.throttle import allow, caller, client_ip


def test_the_limit_holds_per_key_and_scope() -> None:
    assert [allow("search", "a", 2, 60) for _ in range(3)] == [True, True, False]
    assert allow("search", "b", 2, 60)
    assert allow("lookup", "a", 2, 60)


@pytest.mark.parametrize("answer", [True, False])
def test_a_cache_that_is_down_answers_as_asked(
    monkeypatch: pytest.MonkeyPatch, answer: bool
) -> None:
    def down(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cache, "add", down, raising=False)
    assert allow("search", "a", 1, 60, when_down=answer) is answer


@pytest.mark.parametrize(
    ("proxies", "header", "address"),
    [
        (0, "6.6.6.6", "127.0.0.1"),
        (1, "6.6.6.6, 1.2.3.4", "1.2.3.4"),
        (2, "6.6.6.6, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
    ],
)
def test_only_our_proxies_are_believed(
    settings: object, proxies: int, header: str, address: str
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": header} if header else {}
    assert client_ip(RequestFactory().get("/", headers=headers)) == address


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:a:b:1:2:3:4", "2001:db8:a:b::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_a_line_is_counted_once_however_many_addresses_it_has(address: str, counted: str) -> None:
    assert caller(RequestFactory().get("/", REMOTE_ADDR=address)) == counted
