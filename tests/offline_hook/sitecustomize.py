"""Python runs this at the start of every process that has this folder on PYTHONPATH; see test_offline.py.

Every name looked up and address contacted is written to the file that NETWORK_LOG names, one JSON line each.
One that leads out of this machine is then refused, so that nothing leaves it while testing.
"""

import ipaddress
import json
import os
import sys

LOOK_UPS = {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr"}
CONTACTS = {"socket.connect", "socket.sendto", "socket.sendmsg"}


def target(event: str, arguments: tuple[object, ...]) -> str | None:
    """The host that an audit event is about; None where there is none, as with a Unix socket."""
    host = arguments[0]
    if event in CONTACTS:
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else None
    if isinstance(host, bytes):
        return host.decode(errors="replace")
    return str(host) if host else None


def is_here(host: str) -> bool:
    """Whether a name or an address is this machine's own."""
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host == "localhost"
    return address.is_loopback or address.is_unspecified


def note(line: dict[str, object]) -> None:
    """Append a line; a single write, so that those of several processes don't mix."""
    log = os.open(os.environ["NETWORK_LOG"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(log, (json.dumps({"process": os.getpid(), **line}) + "\n").encode())
    os.close(log)


def watch(event: str, arguments: tuple[object, ...]) -> None:
    """The audit hook."""
    if event in LOOK_UPS | CONTACTS and (host := target(event, arguments)) is not None:
        note({"event": event, "host": host})
        if not is_here(host):
            raise ConnectionRefusedError(f"{event} {host}: not while testing")


if "NETWORK_LOG" in os.environ:
    note({"event": "start", "command": sys.orig_argv})
    sys.addaudithook(watch)
