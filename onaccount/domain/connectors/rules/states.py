"""What has become of the wish that a customer be somebody in a system next door."""

from enum import Enum


class LinkState(Enum):
    """WANTED is asked for; SENT has left and has had no answer: it is looked up, never repeated blindly (I20)."""

    WANTED = "wanted"
    SENT = "sent"
    LINKED = "linked"
    STUCK = "stuck"  # a person has to look: a task says why


# What is left of a link whose contact was taken off it is WANTED, and waits for the next time that it is needed.
LINK_MOVES: dict[LinkState, set[LinkState]] = {
    LinkState.WANTED: {LinkState.SENT, LinkState.LINKED, LinkState.STUCK},
    LinkState.SENT: {LinkState.WANTED, LinkState.LINKED, LinkState.STUCK},
    LinkState.LINKED: {LinkState.STUCK, LinkState.WANTED},
    LinkState.STUCK: {LinkState.WANTED, LinkState.LINKED},
}


class Wish(Enum):
    """What a person said is to be done for a link at its next turn."""

    NONE = ""
    CREATE = "create"  # a contact of its own, whoever is like it there
    RESTORE = "restore"  # take it out of their archive
