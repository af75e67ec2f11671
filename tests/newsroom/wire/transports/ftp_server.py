"""A small FTP server: one folder, plain or encrypted, as old or as odd as a test wants it."""

import socket
import ssl
from dataclasses import dataclass

from tests.newsroom.wire.transports.server import PASSWORD
from tests.servers import Server


@dataclass
class Kept:
    """A file on the server; ``sent`` is what it gives out, if not the whole."""

    data: bytes
    modified: str = "20260811140500"
    sent: bytes | None = None


class FtpServer(Server):
    """``files`` by name; ``hangs_at`` is the command that is never answered."""

    def __init__(
        self, files=None, *, tls: ssl.SSLContext | None = None, knows_mlsd=True, dos=False,
        hangs_at="", password=PASSWORD,
    ) -> None:  # fmt: skip
        self.files: dict[str, Kept] = files if files is not None else {}
        self.tls, self.knows_mlsd, self.dos = tls, knows_mlsd, dos
        self.hangs_at, self.password = hangs_at, password
        self.told: list[str] = []
        # The command that is answered without end; empty for the greeting.
        self.endless_at: str | None = None
        super().__init__()

    def fetched(self) -> list[str]:
        return [line[5:] for line in self.told if line.startswith("RETR ")]

    def serve(self, line: socket.socket, number: int) -> None:
        talk = _Talk(self, line)
        try:
            talk.run()
        finally:
            for each in (talk.file, talk.data, talk.line):
                if each is not None:
                    each.close()


class _Talk:
    def __init__(self, server: FtpServer, line: socket.socket) -> None:
        self.server, self.line = server, line
        self.file = line.makefile("rb")
        self.is_private = False
        self.data: socket.socket | None = None

    def say(self, words: str) -> None:
        self.line.sendall(f"{words}\r\n".encode("latin-1"))

    def run(self) -> None:
        self.go_on_for_ever("")
        self.say("220 Here is the small server.")
        while line := self.file.readline():
            told = line.decode().strip()
            self.server.told.append(told)
            command, _, rest = told.partition(" ")
            if command == self.server.hangs_at:
                self.server.hang()
                return
            self.go_on_for_ever(command)
            getattr(self, f"do_{command.lower()}", self.do_unknown)(rest)

    def go_on_for_ever(self, command: str) -> None:
        while self.server.endless_at == command:
            self.line.sendall(b"220-And another thing.\r\n" * 100)

    def do_unknown(self, rest: str) -> None:
        self.say("502 Never heard of it.")

    def do_auth(self, rest: str) -> None:
        if self.server.tls is None:
            self.do_unknown(rest)
            return
        self.say("234 Go on.")
        self.line = self.server.tls.wrap_socket(self.line, server_side=True)
        self.file = self.line.makefile("rb")

    def do_pbsz(self, rest: str) -> None:
        self.say("200 Good.")

    def do_prot(self, rest: str) -> None:
        self.is_private = rest == "P"
        self.say("200 Good.")

    def do_user(self, rest: str) -> None:
        self.say("331 And the password?")

    def do_pass(self, rest: str) -> None:
        self.say("230 Welcome." if rest == self.server.password else f"530 Wrong: {rest}")

    def do_cwd(self, rest: str) -> None:
        self.say("250 There." if rest == "out" else "550 No such folder.")

    def do_type(self, rest: str) -> None:
        self.say("200 Good.")

    def do_epsv(self, rest: str) -> None:
        self.do_unknown(rest)

    def do_pasv(self, rest: str) -> None:
        self.data = socket.create_server(("127.0.0.1", 0))
        high, low = divmod(self.data.getsockname()[1], 256)
        # It names another machine, as a server behind a router does, or one that means harm.
        self.say(f"227 Entering Passive Mode (10,0,0,1,{high},{low}).")

    def do_mlsd(self, rest: str) -> None:
        if not self.server.knows_mlsd:
            self.data.close()
            self.do_unknown(rest)
            return
        lines = ["type=cdir;modify=20260811140500; .", "type=dir;modify=20260811140500; done"]
        lines += [
            f"Type=file;Size={len(kept.data)};Modify={kept.modified}; {name}"
            for name, kept in self.server.files.items()
        ]
        self.send("".join(f"{line}\r\n" for line in lines).encode())

    def do_list(self, rest: str) -> None:
        unix = [
            f"-rw-r--r--   1 agency  agency  {len(kept.data):>8} Aug 11 14:05 {name}"
            for name, kept in self.server.files.items()
        ]
        dos = [
            f"08-11-26  02:05PM  {len(kept.data):>16} {name}"
            for name, kept in self.server.files.items()
        ]
        others = "drwxr-xr-x   2 agency  agency  4096 Aug 11 14:05 done"
        lines = dos if self.server.dos else ["total 8", others, *unix]
        self.send("".join(f"{line}\r\n" for line in lines).encode())

    def do_retr(self, rest: str) -> None:
        kept = self.server.files.get(rest)
        if kept is None:
            self.data.close()
            self.say("550 It is gone.")
        else:
            self.send(kept.data if kept.sent is None else kept.sent)

    def do_quit(self, rest: str) -> None:
        self.say("221 Good bye.")

    def send(self, data: bytes) -> None:
        assert self.data is not None
        self.say("150 Here it comes.")
        line, _ = self.data.accept()
        line.settimeout(10)
        self.data.close()
        if self.is_private:
            line = self.server.tls.wrap_socket(line, server_side=True)
        line.sendall(data)
        if self.is_private:
            line = line.unwrap()
        line.close()
        self.say("226 That was all.")
