"""The form of a feed: how its copy comes here, and a password that can be set, never seen."""

import json
import unicodedata
from typing import Any
from urllib.parse import urlsplit

from django import forms

from newsroom.fetch import FetchError
from newsroom.wire.models import Feed
from newsroom.wire.secrets import encrypt
from newsroom.wire.transports import VISITED, check_address
from newsroom.wire.transports.address import permitted_roots
from newsroom.wire.transports.http import SECRET

_T = Feed.Transport
_SIGNED_IN = frozenset({_T.FTP, _T.FTPS, _T.SFTP, _T.IMAP})
# What each way in asks for, and an address as it wants one; the others need nothing of this.
_VISITS = ["address", "every_seconds", "deadline_seconds"]
_SIGNS_IN = ["username", "new_secret", "forget_secret"]
_ASKED = {
    _T.FOLDER: [*_VISITS, "pattern"],
    _T.HTTP: [*_VISITS, *_SIGNS_IN],
    _T.IMAP: [*_VISITS, *_SIGNS_IN],
    **{server: [*_VISITS, *_SIGNS_IN, "pattern"] for server in (_T.FTP, _T.FTPS, _T.SFTP)},
}
_EXAMPLES = {
    _T.HTTP: "https://agency.example/feed.xml",
    _T.FTP: "ftp://agency.example/out",
    _T.FTPS: "ftps://agency.example/out",
    _T.SFTP: "sftp://agency.example/out",
    _T.IMAP: "imaps://mail.example/INBOX",
}


class NeverShown(forms.Textarea):
    """A field for what is sent and never sent back, not even with a form that was refused."""

    def format_value(self, value: Any) -> str | None:
        return None


class FeedForm(forms.ModelForm[Feed]):
    """A feed with its connection."""

    new_secret = forms.CharField(
        label="Password",
        required=False,
        strip=True,
        max_length=20_000,
        widget=NeverShown(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
        help_text="Leave it empty to keep the one that is stored, which nobody can read back. For"
        f" SFTP it may be a private key; in a web address it stands where {SECRET} is written.",
    )
    forget_secret = forms.BooleanField(label="Forget the stored password", required=False)

    class Meta:
        model = Feed
        exclude: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The script that shows only what the chosen way in asks for is told here what that is."""
        super().__init__(*args, **kwargs)
        if "transport" in self.fields:
            examples = {**_EXAMPLES, _T.FOLDER: f"{permitted_roots()[0]}/agency"}
            self.fields["transport"].widget.attrs |= {
                "data-asked": json.dumps(_ASKED),
                "data-examples": json.dumps(examples),
            }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        transport, address = data.get("transport", ""), data.get("address", "")
        if transport in VISITED:
            self._check_address(transport, address)
        username = data.get("username", "")
        if any(unicodedata.category(character) == "Cc" for character in username):
            self.add_error("username", "There is a character in it that has no place there.")
        if transport in _SIGNED_IN - {_T.FTP, _T.FTPS} and not username:
            self.add_error("username", "This way in needs a user name.")
        self._check_secret(transport, address)
        return data

    def _check_address(self, transport: str, address: str) -> None:
        if not address:
            self.add_error("address", "Say where its files are.")
            return
        try:
            check_address(transport, address)
        except FetchError as reason:
            self.add_error("address", str(reason))

    def _check_secret(self, transport: str, address: str) -> None:
        """A stored password stays with the server that it was entered for.

        Else whoever may change the address could have it sent to a server of his own, and
        read it there.
        """
        if not self.initial_secret or self.cleaned_data.get("new_secret"):
            return
        if self.cleaned_data.get("forget_secret") or not self.leads_elsewhere(transport, address):
            return
        self.add_error(
            "new_secret",
            "The address leads to another server than before: enter the password for it, or let"
            " the stored one be forgotten.",
        )

    @property
    def initial_secret(self) -> str:
        return self.instance.secret if self.instance.pk else ""

    def leads_elsewhere(self, transport: str, address: str) -> bool:
        """Whether it is another server, or spoken to in another way."""
        former = self.initial.get("transport", ""), _server(self.initial.get("address", ""))
        return former != (transport, _server(address))

    def save(self, commit: bool = True) -> Any:
        if new := self.cleaned_data.get("new_secret"):
            self.instance.secret = encrypt(new.replace("\r\n", "\n"))
        elif self.cleaned_data.get("forget_secret"):
            self.instance.secret = ""
        return super().save(commit)


def _server(address: str) -> tuple[str, str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address, ""
    return parts.scheme.lower(), parts.netloc.lower()
