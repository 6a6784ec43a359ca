"""The world that the permission table speaks of: two offices, their staff, and things of office A.

Every private thing carries one of the MARKERS in its text: an answer that tells of it shows.
"""

import uuid
from collections.abc import Callable, Iterable
from copy import deepcopy
from typing import Any

from django.contrib.auth.models import User
from django.test import Client
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import (
    Locale,
    Page,
)
from wagtail.users.models import UserProfile

from forms.citizen.access import COOKIE
from forms.sealing import seal
from home.models import Office, Role
from tests import cases, factories

HOST = "hcmc.localhost"
PIN = "ABCD2345"
OFFICES = {"a": "hcmc", "b": "cantho"}
STAFF = [f"{role}_{letter}" for letter in OFFICES for role in Role.values]
VIEWERS = ["anonymous", "citizen", *STAFF, "superuser"]

CONTENT = {"editor_a", "admin_a", "leader_a", "superuser"}
FILES = {"editor_a", "admin_a", "superuser"}
DESK = {"clerk_a", "officer_a", "deputy_a", "leader_a", "superuser"}
OWNER = {"citizen"}
#: The words planted in what office A keeps to itself, and who may read them.
MARKERS = {
    "zqdraft": CONTENT,
    "zqunpublished": CONTENT,
    "zqscheduled": CONTENT,
    "zqmoderated": CONTENT,
    "zqimage": FILES,
    "zqdocument": FILES,
    "zqlocked": set(),
    "zqsubject": DESK | OWNER,
    "zqapplicant": DESK | OWNER,
    "zqattachment": DESK | OWNER,
    "zqpaper": DESK - {"superuser"} | OWNER,
    "zqnote": DESK,
    "zqlabel": DESK | {"admin_a"},
    "zqsaved": {"clerk_a"},
    "zqmessage": DESK - {"superuser"} | OWNER,
    "zqreply": DESK | {"admin_a"},
    "zqnominee": DESK | {"association_a"},
    "zqstudent": {"officer_a", "deputy_a", "leader_a", "superuser"},
    "zqcolleague": {f"{role}_a" for role in Role.values} | {"superuser"},
}

LOGGED = [
    "image",
    "document",
    "licence",
    "institution",
    "student",
    "day",
    "label",
    "office",
    "user",
    "group",
]


Things = dict[str, Any]
#: Makes some things of one office, each by its name.
Maker = Callable[["World", Office, str], Things]


class World:
    """Both offices. `things` gives each object of the table its name."""

    def __init__(self, makers: Iterable[Maker]) -> None:
        self.offices = {letter: self.open(code) for letter, code in OFFICES.items()}
        self.users = {name: self.person(name) for name in STAFF}
        self.users["superuser"] = factories.superuser()
        for user in self.users.values():
            UserProfile.get_for_user(user)  # Wagtail makes it at the first visit
        self.things: dict[str, Any] = {"root": Page.get_first_root_node()}
        for letter, office in self.offices.items():
            for maker in makers:
                made = maker(self, office, letter)
                self.things |= {f"{name}_{letter}": thing for name, thing in made.items()}
            self.remember(letter)
        self.things |= shared() | self.users
        self.clients = self.sign_in()
        self.jars = {name: deepcopy(client.cookies) for name, client in self.clients.items()}

    def open(self, code: str) -> Office:
        office = factories.office(code, languages=("en",))
        cases.calendar(office)
        return office

    def person(self, name: str) -> User:
        role, letter = name.split("_")
        username = f"{name}.zqcolleague" if letter == "a" else name
        return factories.staff(self.offices[letter], role, username)

    def remember(self, letter: str) -> None:
        """The log line that the CMS writes when somebody makes one of these there."""
        for name in LOGGED:
            thing = self.things[f"{name}_{letter}"]
            log(instance=thing, action="wagtail.create", user=self.users[f"admin_{letter}"])

    def sign_in(self) -> dict[str, Client]:
        """A browser for each viewer, signed in once, asking the site of office A."""
        found = {name: factories.signed_in(user) for name, user in self.users.items()}
        found |= {"anonymous": Client(), "citizen": self.citizen()}
        for client in found.values():
            client.raise_request_exception = False
            client.defaults["HTTP_HOST"] = HOST
        return found

    def browser(self, viewer: str) -> Client:
        """The viewer's browser with the cookies it began with."""
        client = self.clients[viewer]
        client.cookies = deepcopy(self.jars[viewer])
        return client

    def citizen(self) -> Client:
        """Holds the cookie of what is theirs at office A: sent, received, asked, or a draft."""
        client = Client()
        mine = ("case_a", "received_a", "draft_a", "batch_a", "request_a", "waiting_a")
        held = {self.things[name].key.hex: PIN for name in mine}
        client.cookies[COOKIE] = seal(held)
        return client


def private(letter: str, word: str) -> str:
    """A title that everybody's search for `kín` finds; office A's carries the marker."""
    return f"Mục kín {word if letter == 'a' else 'b'}"


def shared() -> Things:
    """What belongs to the installation."""
    return {
        "locale": Locale.objects.get(language_code="km"),
        "redirect": Redirect.objects.create(old_path="/cu", redirect_link="/moi/"),
        "nothing": uuid.UUID(int=0),
    }
