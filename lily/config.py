"""Settings, read once from the environment. Each is described in docs/reference/settings.md."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path

from lily.errors import Refused

_PREFIX = "LILY_"


def _setting(default: str, about: str) -> str:
    value: str = field(default=default, metadata={"about": about})
    return value


@dataclass(frozen=True)
class Config:
    """Every setting as a string, named as in the environment without `LILY_`, in lower case."""

    data_dir: str = _setting("./var", "The folder that LILY writes to: database, index, gazetteer.")
    database_url: str = _setting(
        "", "SQLAlchemy address of the database. Default: SQLite, `lily.db` in the data folder."
    )
    secret_key: str = _setting(
        "", "Signs cookies. Made and kept in the data folder unless `LILY_ENV` is `production`."
    )
    field_keys: str = _setting(
        "",
        "Keys that seal fields in the database, separated by commas: the first seals, all open. "
        "Compulsory in production; `lily account new-key` makes one.",
    )
    trusted_proxies: str = _setting(
        "0",
        "How many proxies of your own stand before LILY: so many addresses in `X-Forwarded-For` "
        "are believed. 0: none.",
    )
    oidc_name: str = _setting(
        "", "What the button says to sign in with your organisation, such as `Norfolk Council`."
    )
    oidc_issuer: str = _setting("", "The address of its OpenID Connect provider. Empty: no button.")
    oidc_client_id: str = _setting("", "LILY's identifier at that provider.")
    oidc_client_secret: str = _setting("", "LILY's secret at that provider.")
    oidc_second_factor: str = _setting(
        "",
        "Values of the provider's `amr` or `acr`, separated by commas, that mean a second factor "
        "was given there, such as `mfa`. Empty: LILY asks for its own.",
    )
    smtp_url: str = _setting(
        "",
        "Where e-mail goes out: `smtp://user:password@host:587` (STARTTLS), or `smtps://`. "
        "Empty: e-mails wait in the outbox. A demonstration sends nothing.",
    )
    mail_from: str = _setting("", "The address that e-mails come from. Default: lily@ the site.")
    notify_key: str = _setting("", "GOV.UK Notify's API key, for texts and letters.")
    notify_url: str = _setting("", "Another server with Notify's API, for trying it out.")
    notify_templates: str = _setting(
        "",
        'Notify\'s templates by channel, as JSON: `{"text": "id", "letter": "id"}`; `email` too, '
        "where there is no SMTP server. See docs/post.md.",
    )
    env: str = _setting("demonstration", "`demonstration` or `production`.")
    base_url: str = _setting(
        "http://127.0.0.1:8000", "The address by which people reach this site."
    )
    site_name: str = _setting("LILY", "The name in the page header and in titles.")
    phone_line: str = _setting("01632 960500", "The number of “Prefer to talk? Ring ...”.")
    home_area: str = _setting(
        "King's Lynn", "A place or postcode: breaks ties between places of one name."
    )
    tile_url: str = _setting(
        "", "Map tiles, as `https://.../{z}/{x}/{y}.png`. Empty: the outline that LILY ships."
    )
    tile_attribution: str = _setting("", "The words that the maker of the tiles asks you to show.")
    geocoder: str = _setting("none", "`none` or `nominatim`: asked only for places we do not know.")
    geocoder_url: str = _setting(
        "https://nominatim.openstreetmap.org", "The Nominatim server; better your own."
    )
    geocoder_user_agent: str = _setting(
        "", "Who asks, with a way to reach you. Compulsory when the geocoder is on."
    )
    geocoder_timeout: str = _setting("3", "Seconds to wait for the geocoder.")

    keep_cases_years: str = _setting(
        "8",
        "Years after the last contact with a person whom nobody helps any more, until a team "
        "leader is asked whether their record goes. See docs/retention.md.",
    )
    keep_referrals_months: str = _setting(
        "6", "Months after a referral was declined, until a team leader is asked the same."
    )

    @property
    def data(self) -> Path:
        """The folder that LILY writes to."""
        return Path(self.data_dir)

    @property
    def database(self) -> str:
        """The SQLAlchemy address of the database."""
        return self.database_url or f"sqlite:///{(self.data / 'lily.db').resolve()}"

    @property
    def proxies(self) -> int:
        """How many proxies are believed. Raises Refused where it is not a number."""
        if not self.trusted_proxies.isdecimal():
            raise Refused("LILY_TRUSTED_PROXIES is a whole number, such as 1.")
        return int(self.trusted_proxies)

    @property
    def is_production(self) -> bool:
        """Whether this is a real service rather than a demonstration."""
        return self.env == "production"

    def signing_key(self) -> str:
        """Return the key that signs cookies, making and keeping one for a demonstration.

        Raises Refused in production when none is set.
        """
        if self.secret_key:
            return self.secret_key
        if self.is_production:
            raise Refused("Set LILY_SECRET_KEY to a long random text before you start LILY.")
        kept = self.data / "secret-key"
        if not kept.exists():
            _keep_new_key(kept)
        return kept.read_text()


def _keep_new_key(kept: Path) -> None:
    """Make a key that only this account can read; where several do so at once, one key stays."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    made = kept.with_name(f"secret-key-{secrets.token_hex(8)}")
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
    try:
        kept.hardlink_to(made)
    except FileExistsError:
        pass
    finally:
        made.unlink()


def read_config(environ: Mapping[str, str] | None = None) -> Config:
    """Read the settings from the environment (or from the mapping given)."""
    environ = os.environ if environ is None else environ
    found = {
        f.name: environ[_PREFIX + f.name.upper()]
        for f in fields(Config)
        if environ.get(_PREFIX + f.name.upper())
    }
    return Config(**found)


def reached_at(config: Config, address: str, environ: Mapping[str, str] | None = None) -> Config:
    """Return the settings of a demonstration that is served at an address, unless one was set."""
    environ = os.environ if environ is None else environ
    if config.is_production or environ.get(f"{_PREFIX}BASE_URL"):
        return config
    return replace(config, base_url=address)
