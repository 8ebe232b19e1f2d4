"""The guard of the suite itself: no test may reach beyond this machine."""

from __future__ import annotations

import socket

import pytest

from tests.network import NetworkRefused


@pytest.mark.parametrize("address", ["192.0.2.1", "10.0.0.1", "2001:db8::1"])
def test_other_machines_are_refused(address: str) -> None:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family) as client:
        client.settimeout(1)
        with pytest.raises(NetworkRefused):
            client.connect((address, 80))
        with pytest.raises(NetworkRefused):
            client.connect_ex((address, 80))


def test_names_are_not_looked_up() -> None:
    with pytest.raises(NetworkRefused):
        socket.create_connection(("takwin.example", 443), timeout=1)


def test_this_machine_is_reached() -> None:
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname(), timeout=1) as client,
    ):
        assert client.getpeername() == server.getsockname()
