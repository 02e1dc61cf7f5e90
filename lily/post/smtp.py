"""E-mail by SMTP (RFC 5321), so that no message is handed over twice.

A server keeps nothing of a message before it has the dot that ends it (RFC 5321, 4.1.1.4). So
what breaks before the dot is tried again, what the server answers is believed, and only what
breaks between the dot and the answer is in doubt. The journal has a line on either side of it.
"""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

from lily import clock
from lily.config import Config
from lily.errors import Refused
from lily.post.journal import Journal, Step
from lily.post.ways import Answer, Ending, Outgoing

TIMEOUT_S = 30.0
_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
_BARE_DOT = re.compile(rb"^\.", re.MULTILINE)
_WIRE = SMTP.clone(cte_type="7bit")
_MESSAGE_ID = re.compile(r"<lily\.([0-9a-f]{32})@[^>]+>")
AWAY = "The mail server could not be reached."
NO_TLS = "The mail server does not offer encryption (STARTTLS), so nothing was sent."
UNANSWERED = (
    "The mail server took the message and the line broke before it said so. It may have arrived."
)


@dataclass(frozen=True)
class Server:
    """Where e-mail goes out, as LILY_SMTP_URL says it."""

    host: str
    port: int
    user: str
    password: str
    is_tls: bool
    wants_starttls: bool


def server_of(config: Config) -> Server:
    """Return the server of the settings. Raises Refused where the address is none."""
    wrong = Refused("LILY_SMTP_URL is not an address. Write smtp://user:password@host:587.")
    try:
        url = urlsplit(config.smtp_url)
        port = url.port
    except ValueError:
        raise wrong from None
    if url.scheme not in {"smtp", "smtps"} or not url.hostname:
        raise wrong
    is_tls = url.scheme == "smtps"
    asked = parse_qs(url.query).get("tls", ["no" if url.hostname in _LOOPBACK else "yes"])
    return Server(
        host=url.hostname,
        port=port or (465 if is_tls else 587),
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        is_tls=is_tls,
        wants_starttls=not is_tls and asked[-1] != "no",
    )


def sender_of(config: Config) -> str:
    """Return the address that e-mails come from."""
    host = urlsplit(config.base_url).hostname or "localhost"
    return config.mail_from or f"lily@{host}"


def message_id_of(message_id: UUID, sender: str) -> str:
    """Return the Message-ID: the same at every try, so that whoever receives can know a repeat."""
    return f"<lily.{message_id.hex}@{sender.rpartition('@')[2]}>"


def find_message_id(text: str) -> UUID | None:
    """Return the id of our message that a Message-ID names, or None."""
    found = _MESSAGE_ID.search(text)
    return UUID(found[1]) if found else None


def email_of(outgoing: Outgoing, config: Config) -> EmailMessage:
    """Return the message as text and HTML. The policy refuses a header with a line break."""
    sender = sender_of(config)
    mail = EmailMessage(policy=_WIRE)
    mail["From"] = Address(" ".join(config.site_name.split()), addr_spec=sender)
    mail["To"] = outgoing.recipient
    mail["Subject"] = outgoing.letter.subject
    mail["Date"] = clock.now()
    mail["Message-ID"] = message_id_of(outgoing.id, sender)
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(outgoing.letter.text)
    mail.add_alternative(outgoing.letter.html, subtype="html")
    return mail


def _is_lasting(code: int, answer: bytes) -> bool:
    """Say whether trying again is of no use. What policy forbids (RFC 3463, x.7.x) may be mended:

    a relay that does not know us yet, a list that blocks us.
    """
    return 500 <= code < 600 and not re.match(rb"\s*5\.7\.", answer)


def _said(code: int, answer: bytes) -> str:
    """Return what a server said in our own words: its own may hold the address."""
    status = re.match(rb"\s*([245]\.\d{1,3}\.\d{1,3})\b", answer)
    return f"{code} {status[1].decode()}" if status else str(code)


class Smtp:
    """The mail server. One connection serves many messages, and is opened when it is needed."""

    remembers = False

    def __init__(self, config: Config, timeout: float = TIMEOUT_S) -> None:
        self._config, self._timeout = config, timeout
        self._server = server_of(config)
        self._sender = sender_of(config)
        self._line: smtplib.SMTP | None = None

    def send(self, outgoing: Outgoing, journal: Journal) -> Answer:
        """Send one e-mail."""
        content = _wire_form(email_of(outgoing, self._config))
        is_handed = False
        try:
            line = self._ready_line()
            refused = self._say_whom(line, outgoing.recipient)
            if refused:
                return refused
            line.send(content)
            journal.write(Step.READY, outgoing.id)
            journal.write(Step.HANDED, outgoing.id)
            is_handed = True
            line.send(b".\r\n")
            code, answer = line.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self._hang_up()
            if is_handed:
                return Answer(Ending.UNSURE, UNANSWERED)
            return Answer(Ending.LATER, _why(error))
        return self._end(code, answer, outgoing.id, journal)

    def _end(self, code: int, answer: bytes, message_id: UUID, journal: Journal) -> Answer:
        if code == 250:
            _note(journal, Step.SENT, message_id)
            return Answer(Ending.SENT)
        said = f"The mail server did not take it ({_said(code, answer)})."
        if _is_lasting(code, answer):
            _note(journal, Step.REFUSED, message_id)
            return Answer(Ending.REFUSED, said)
        if 400 <= code < 600:
            _note(journal, Step.PUT_OFF, message_id)
            return Answer(Ending.LATER, said)
        self._hang_up()
        return Answer(Ending.UNSURE, UNANSWERED)

    def _say_whom(self, line: smtplib.SMTP, recipient: str) -> Answer | None:
        """Say from whom and to whom; return an answer where the server will not have it."""
        code, answer = line.mail(self._sender)
        if code == 250:
            code, answer = line.rcpt(recipient)
            if code in {250, 251}:
                code, answer = line.docmd("DATA")
                return None if code == 354 else self._put_off(code, answer)
            if _is_lasting(code, answer):
                return Answer(
                    Ending.REFUSED,
                    f"The mail server knows nobody at that address ({_said(code, answer)}).",
                )
        return self._put_off(code, answer)

    def _put_off(self, code: int, answer: bytes) -> Answer:
        self._hang_up()
        return Answer(Ending.LATER, f"The mail server put it off ({_said(code, answer)}).")

    def _ready_line(self) -> smtplib.SMTP:
        """Return a connection that answers: the open one, or a new one."""
        if self._line is not None:
            try:
                if self._line.rset()[0] == 250:
                    return self._line
            except (OSError, smtplib.SMTPException):
                pass
            self._hang_up()
        self._line = self._dial()
        return self._line

    def _dial(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        where = (server.host, server.port)
        line: smtplib.SMTP = (
            smtplib.SMTP_SSL(*where, timeout=self._timeout, context=context)
            if server.is_tls
            else smtplib.SMTP(*where, timeout=self._timeout)
        )
        try:
            if server.wants_starttls:
                line.starttls(context=context)
            if server.user:
                line.login(server.user, server.password)
            line.ehlo_or_helo_if_needed()
        except BaseException:
            line.close()
            raise
        return line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def what_became_of(self, reference: str) -> Answer | None:  # noqa: ARG002
        """Return nothing: a mail that comes back says it, see lily/post/bounces.py."""
        return None

    def close(self) -> None:
        """Say goodbye to the server."""
        if self._line is not None:
            try:
                self._line.quit()
            except (OSError, smtplib.SMTPException):
                self._line.close()
        self._line = None


def _note(journal: Journal, step: Step, message_id: UUID) -> None:
    """Write down what the server answered. Where the disk is full, the database still hears."""
    with suppress(OSError):
        journal.write(step, message_id)


def _wire_form(mail: EmailMessage) -> bytes:
    """Return the message as it goes over the wire, without the dot that ends it."""
    content = mail.as_bytes()
    return _BARE_DOT.sub(b"..", content if content.endswith(b"\r\n") else content + b"\r\n")


def _why(error: Exception) -> str:
    """Return why a connection failed, without what the server said: it may hold a name."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        return "The mail server did not take our name and password. Look at LILY_SMTP_URL."
    if isinstance(error, ssl.SSLCertVerificationError):
        return "The mail server's certificate could not be trusted."
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return NO_TLS
    if isinstance(error, smtplib.SMTPResponseException):
        return f"The mail server put it off ({error.smtp_code})."
    return AWAY
