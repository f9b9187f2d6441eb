"""What is transmitted to the tills (S2-13, B-10): a whole, numbered version of menus and of who uses which. Pure.

A content is {"menus": [{"id", "name", "methods": [{"id", "name", "type"}]}], "tills": [{"id", "name", "menu"}]}, the
methods in their order. Changes in the office are drafts until a version is made of them.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from onaccount.foundation.refusals import Refused

Content = Mapping[str, Any]
NOTHING: Content = {"menus": [], "tills": []}


class NothingToTransmit(Refused):
    code = "nothing_to_transmit"
    sentence = "Nothing was changed since the last transmission."
    cure = "Change a menu or a till first."
    status: ClassVar[int] = 409


class DraftChanged(Refused):
    code = "draft_changed"
    sentence = "Somebody changed the menus since this preview was shown."
    cure = "Look at the preview again, and transmit then."
    status: ClassVar[int] = 409


class NoSuchVersion(Refused):
    code = "no_such_version"
    sentence = "There is no version {version}."
    cure = "Look at the list of transmissions."
    status: ClassVar[int] = 404


class VersionStands(Refused):
    code = "version_stands"
    sentence = "Version {version} is what the tills were sent last."
    cure = "Choose an earlier one."
    status: ClassVar[int] = 409


class MethodNotInMenu(Refused):
    code = "method_not_in_menu"
    sentence = "{method} is not in the menu of this till."
    cure = "Choose another way to pay, or have the office put it into the menu and transmit it."
    status: ClassVar[int] = 409


@dataclass(frozen=True, slots=True)
class TillChange:
    """What a transmission changes at one till. The menus' names are None where it has or had none."""

    till: int
    name: str
    menu_was: str | None
    menu: str | None
    put: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()
    is_reordered: bool = False

    @property
    def is_nothing(self) -> bool:
        return self.menu_was == self.menu and not self.put and not self.taken and not self.is_reordered


def digest_of(content: Content) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def methods_at(content: Content, till: int) -> list[Mapping[str, Any]]:
    """The ways to pay at a till, in their order; none where it has no menu."""
    menu = _menu_of(content, till)
    return list(menu["methods"]) if menu else []


def changes(was: Content, now: Content) -> list[TillChange]:
    """What differs, till by till, in the order of the tills of now; a till that nothing changes for is left out."""
    found = [_change(was, now, till) for till in now["tills"]]
    return [each for each in found if not each.is_nothing]


def _change(was: Content, now: Content, till: Mapping[str, Any]) -> TillChange:
    before, after = methods_at(was, till["id"]), methods_at(now, till["id"])
    old, new = [each["name"] for each in before], [each["name"] for each in after]
    kept_old, kept_new = [name for name in old if name in new], [name for name in new if name in old]
    menu_was, menu = _menu_of(was, till["id"]), _menu_of(now, till["id"])
    return TillChange(
        till["id"],
        till["name"],
        menu_was["name"] if menu_was else None,
        menu["name"] if menu else None,
        put=tuple(name for name in new if name not in old),
        taken=tuple(name for name in old if name not in new),
        is_reordered=kept_old != kept_new,
    )


def _menu_of(content: Content, till: int) -> Mapping[str, Any] | None:
    menus = {menu["id"]: menu for menu in content["menus"]}
    used = next((each["menu"] for each in content["tills"] if each["id"] == till), None)
    return menus.get(used) if used is not None else None
