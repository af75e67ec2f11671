"""A small SFTP server, of the library that the newsroom uses as a client."""

import os
import threading
from pathlib import Path

import paramiko

from tests.newsroom.wire.transports.server import PASSWORD
from tests.servers import Server


class SftpServer(Server):
    """Serves ``folder`` as ``/out``; lets the agency's reader in by password or by key."""

    def __init__(self, folder: Path, *, host_key=None, password=PASSWORD, public_key=None) -> None:
        self.folder = folder
        self.host_key = host_key or paramiko.ECDSAKey.generate()
        self.password, self.public_key = password, public_key
        self.opened: list[str] = []
        self.passwords: list[str] = []
        super().__init__()

    def serve(self, line, number) -> None:
        transport = paramiko.Transport(line)
        transport.add_server_key(self.host_key)
        transport.set_subsystem_handler("sftp", paramiko.SFTPServer, _Files, kept_by=self)
        try:
            transport.start_server(server=_Door(self))
            while transport.is_active() and not self.is_over.wait(0.05):
                pass
        except paramiko.SSHException:
            pass
        finally:
            transport.close()


class _Door(paramiko.ServerInterface):  # type: ignore[misc]  # it carries no types
    def __init__(self, server: SftpServer) -> None:
        self.server = server
        self.event = threading.Event()

    def get_allowed_auths(self, username):
        return "password,publickey"

    def check_auth_password(self, username, password):
        self.server.passwords.append(password)
        is_right = (username, password) == ("reader", self.server.password)
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_auth_publickey(self, username, key):
        is_right = username == "reader" and key == self.server.public_key
        return paramiko.AUTH_SUCCESSFUL if is_right else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED


class _Files(paramiko.SFTPServerInterface):  # type: ignore[misc]  # the same
    def __init__(self, door, *told, kept_by: SftpServer) -> None:
        super().__init__(door, *told)
        self.server = kept_by

    def _there(self, path: str) -> Path:
        return self.server.folder / path.removeprefix("/out").lstrip("/")

    def list_folder(self, path):
        if not path.startswith("/out"):
            return paramiko.SFTP_NO_SUCH_FILE
        return [
            paramiko.SFTPAttributes.from_stat(each.lstat(), os.fsencode(each.name))
            for each in self.server.folder.iterdir()
        ]

    def stat(self, path):
        try:
            return paramiko.SFTPAttributes.from_stat(self._there(path).stat())
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno)

    lstat = stat

    def open(self, path, flags, attr):
        self.server.opened.append(path)
        try:
            file = self._there(path).open("rb")
        except OSError as fault:
            return paramiko.SFTPServer.convert_errno(fault.errno)
        handle = paramiko.SFTPHandle(flags)
        handle.readfile = file
        handle.stat = lambda: paramiko.SFTPAttributes.from_stat(os.fstat(file.fileno()))
        return handle
