"""A small mail server: one mailbox behind TLS, letters by UID, a record of all it was told."""

import re
import socket
import ssl

from tests.newsroom.wire.transports.server import PASSWORD
from tests.servers import Server


class ImapServer(Server):
    """``letters`` by UID; ``hangs_at`` is the command that is never answered."""

    def __init__(
        self, tls: ssl.SSLContext, letters=None, *, validity=7, hangs_at="", password=PASSWORD
    ) -> None:
        self.tls = tls
        self.letters: dict[int, bytes] = letters if letters is not None else {}
        self.validity, self.hangs_at, self.password = validity, hangs_at, password
        self.announced: dict[int, int] = {}
        self.told: list[str] = []
        # What is sent over and over instead of an answer to this command.
        self.endless: tuple[str, bytes] = ("", b"")
        super().__init__()

    def fetched(self) -> list[int]:
        found = (re.search(r"UID FETCH (\d+) \(UID BODY", line) for line in self.told)
        return [int(match[1]) for match in found if match]

    def serve(self, line: socket.socket, number: int) -> None:
        with self.tls.wrap_socket(line, server_side=True) as safe, safe.makefile("rb") as file:
            self.talk(safe, file)

    def talk(self, line, file) -> None:
        line.sendall(b"* OK Here is the small server.\r\n")
        while told := file.readline().decode().strip():
            tag, _, rest = told.partition(" ")
            self.told.append(rest)
            if self.hangs_at and rest.startswith(self.hangs_at):
                self.hang()
                return
            while self.endless[0] and rest.startswith(self.endless[0]):
                line.sendall(self.endless[1])
            for answer in self.answers(rest):
                line.sendall(answer)
            line.sendall(f"{tag} {self.ending(rest)}\r\n".encode())

    def ending(self, rest: str) -> str:
        if rest.startswith("LOGIN") and f'"{self.password}"' not in rest:
            return "NO Who are you?"
        if rest.startswith(("SELECT", "EXAMINE")) and "INBOX" not in rest:
            return "NO There is no such mailbox."
        return "OK Done."

    def answers(self, rest: str) -> list[bytes]:
        command, *words = rest.split(" ")
        if command == "CAPABILITY":
            return [b"* CAPABILITY IMAP4rev1\r\n"]
        if command == "EXAMINE":
            following = max(self.letters, default=0) + 1
            return [
                f"* {len(self.letters)} EXISTS\r\n".encode(),
                f"* OK [UIDVALIDITY {self.validity}] Letters' ids hold.\r\n".encode(),
                f"* OK [UIDNEXT {following}] The next one.\r\n".encode(),
            ]
        if command == "UID" and words[0] == "SEARCH":
            return [self.searched(words[-1])]
        if command == "UID" and words[0] == "FETCH":
            return self.given(int(words[1]), " ".join(words[2:]))
        return []

    def searched(self, asked: str) -> bytes:
        first, _, last = asked.partition(":")
        uids = sorted(self.letters)
        end = max(uids, default=0) if last == "*" else int(last)
        # "9:*" means the last letter even if its id is 3, as the standard has it.
        low, high = sorted((int(first), end))
        found = " ".join(str(uid) for uid in uids if low <= uid <= high)
        return f"* SEARCH {found}\r\n".encode()

    def given(self, uid: int, what: str) -> list[bytes]:
        letter = self.letters.get(uid)
        if letter is None:
            return []
        size = self.announced.get(uid, len(letter))
        if "RFC822.SIZE" in what:
            return [f"* 1 FETCH (UID {uid} RFC822.SIZE {size})\r\n".encode()]
        start = f"* 1 FETCH (UID {uid} BODY[] {{{size}}}\r\n".encode()
        return [start, letter, b")\r\n"]
