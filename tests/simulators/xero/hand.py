"""The simulator by hand, from a shell or another process: `POST /simulator/VERB` with JSON."""

from typing import Any

from tests.simulators.faults import Fault


def obey(simulator: Any, path: str, given: dict[str, Any]) -> dict[str, Any]:
    """add {...}, rename {id, name}, archive {id}, merge {id, into}, change {id, ...}, break_down {fault, on, share,
    times, seconds, status}, mend {}, expire {}, pass_time {seconds}. Without a verb it tells of itself."""
    verb, organisation = path.removeprefix("/simulator").strip("/"), simulator.organisation
    if verb == "add":
        return {"id": organisation.add(**given)}
    if verb == "break_down":
        simulator.break_down(Fault(given.pop("fault")), **given)
    elif verb == "mend":
        simulator.mend()
    elif verb == "expire":
        simulator.identity.expire_access()
    elif verb == "pass_time":
        simulator.pass_time(given["seconds"])
    elif verb in ("rename", "archive", "restore", "merge", "change"):
        getattr(organisation, verb)(given.pop("id"), **given)
    elif verb:
        return {"error": f"there is no {verb}"}
    return {
        "organisations": [{"name": each.name, "contacts": len(each.contacts)} for each in simulator.organisations],
        "calls": len(simulator.asked),
        "complaints": simulator.complaints,
    }
