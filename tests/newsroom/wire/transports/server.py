"""Servers that agencies would not want: they pick up and are of no use."""

import socket

from tests.servers import Server

PASSWORD = "tide"


class Silent(Server):
    """Picks up and never says a word."""

    def serve(self, line: socket.socket, number: int) -> None:
        self.hang()


class Dripping(Server):
    """Says a letter at a time and never comes to an end."""

    def serve(self, line: socket.socket, number: int) -> None:
        while not self.is_over.wait(0.05):
            line.sendall(b"2")
