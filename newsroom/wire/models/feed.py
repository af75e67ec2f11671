"""Sources, and the feeds through which their copy comes."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q


class Source(models.Model):
    """An agency's name space: a story is known by its source and the agency's own id."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    credit = models.CharField(
        max_length=120, blank=True, help_text="Printed at the end of copy that names no agency."
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def of_name(cls, name: str, slug: str) -> "Source":
        """The source with this slug or name; made if there is none."""
        found = cls._default_manager.filter(Q(slug=slug) | Q(name=name)).first()
        return found or cls._default_manager.create(name=name, slug=slug)


class Feed(models.Model):
    """A connection to an agency, and what is done with the copy that comes through it."""

    class Policy(models.TextChoices):
        FOLLOW = "follow", "follow: newer versions replace copy that nobody edited"
        PROPOSE = "propose", "propose: an editor decides on each newer version"
        IGNORE = "ignore", "ignore newer versions"

    class Transport(models.TextChoices):
        NONE = "", "by hand only"
        FOLDER = "folder", "a hot folder"
        HTTP = "http", "fetched over HTTP (files, RSS, Atom)"
        FTP = "ftp", "fetched over FTP"
        FTPS = "ftps", "fetched over FTP with TLS"
        SFTP = "sftp", "fetched over SFTP"
        IMAP = "imap", "read from a mailbox"
        PUSH = "push", "pushed here by the agency"

    class Intake(models.TextChoices):
        DRAFT = "draft", "each story becomes a draft article"
        INBOX = "inbox", "each story waits in the inbox to be taken"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    source = models.ForeignKey(
        Source,
        on_delete=models.PROTECT,
        blank=True,
        related_name="feeds",
        help_text="Whose ids its stories carry; leave empty for an agency of the feed's own name.",
    )
    policy = models.CharField(max_length=8, choices=Policy, default=Policy.FOLLOW)
    intake = models.CharField(max_length=6, choices=Intake, default=Intake.DRAFT)
    section = models.ForeignKey(
        "publishing.Section",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Where its stories begin; editors may move them.",
    )
    language = models.CharField(max_length=35, blank=True)
    time_zone = models.CharField(
        max_length=60, blank=True, help_text="For times without a zone; empty for the site's own."
    )
    encoding = models.CharField(
        max_length=30, blank=True, help_text="For text that does not say and is not UTF-8."
    )
    is_active = models.BooleanField(default=True)

    transport = models.CharField(
        max_length=6,
        choices=Transport,
        default=Transport.NONE,
        blank=True,
        help_text="How its files come here.",
    )
    address = models.CharField(
        max_length=500,
        blank=True,
        help_text="A folder of this machine, or an address such as https://agency.example/feed.xml,"
        " sftp://agency.example/out/ or imaps://mail.example/INBOX.",
    )
    username = models.CharField(max_length=150, blank=True)
    secret = models.TextField(
        blank=True, editable=False, help_text="Encrypted; it can be replaced, never read back."
    )
    pattern = models.CharField(
        max_length=100,
        blank=True,
        help_text="Which files are fetched, such as *.xml; empty for all.",
    )
    every_seconds = models.PositiveIntegerField(
        "asked every",
        default=60,
        validators=[MinValueValidator(10), MaxValueValidator(86_400)],
        help_text="Seconds between two visits.",
    )
    deadline_seconds = models.PositiveIntegerField(
        "deadline",
        default=30,
        validators=[MinValueValidator(1), MaxValueValidator(300)],
        help_text="Seconds that one visit may take: a server that hangs delays no other feed.",
    )
    quiet_after_minutes = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="Raises an alarm when nothing has come for so long; empty for never.",
    )

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A feed that names no source has one of its own name."""
        if self.source_id is None:
            self.source = Source.of_name(self.name, self.slug)
        super().save(*args, **kwargs)


class FeedState(models.Model):
    """How a feed's connection fares; written by whoever visits it, never by a form."""

    feed = models.OneToOneField(
        Feed, on_delete=models.CASCADE, primary_key=True, related_name="connection"
    )
    asked_at = models.DateTimeField(null=True)
    succeeded_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True, help_text="When something new last came.")
    next_at = models.DateTimeField(null=True, help_text="Not to be visited before.")
    failures = models.PositiveIntegerField(default=0, help_text="In a row.")
    failure = models.TextField(blank=True)
    etag = models.CharField(max_length=500, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    leased_by = models.CharField(max_length=150, blank=True)
    leased_until = models.DateTimeField(null=True)
    alarmed_at = models.DateTimeField(null=True, help_text="Since when it is known to be silent.")

    class Meta:
        indexes = [models.Index(fields=["next_at"], name="feed_state_next")]

    def __str__(self) -> str:
        return f"the connection of {self.feed_id}"


class RemoteFile(models.Model):
    """A file or letter on an agency's server that was fetched, so that it is not fetched again."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="remote_files")
    name = models.CharField(max_length=500)
    mark = models.CharField(max_length=200, help_text="Its size and time there, or its UID.")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["feed", "name"], name="remote_file_once")]

    def __str__(self) -> str:
        return self.name


class FeedToken(models.Model):
    """What an agency proves itself with when it pushes copy; only its SHA-256 is kept."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="tokens")
    sha256 = models.CharField(max_length=64, unique=True)
    hint = models.CharField(max_length=8, help_text="Its first letters, to tell it from others.")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.hint}…"
