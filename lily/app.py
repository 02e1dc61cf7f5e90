"""The composition root: the only module that knows all rooms."""

import sqlalchemy as sa
from flask import Flask
from flask_wtf import CSRFProtect
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from lily import sealing, web
from lily.config import Config, read_config
from lily.database import make_engine
from lily.geo.geocoder import check_settings
from lily.http import access, devices, errors, headers, identity, limits, sessions, typed
from lily.resources import STATIC, TEMPLATES

MEGABYTE = 1024 * 1024


def create_app(config: Config | None = None, engine: sa.Engine | None = None) -> Flask:
    """Return the application for the settings (by default those of the environment).

    Tests may pass an engine of their own; it must be migrated.
    """
    config = config or read_config()
    check_settings(config)
    sealing.use_keys(config)
    is_secure = config.base_url.startswith("https:")
    app = Flask("lily", template_folder=str(TEMPLATES), static_folder=str(STATIC))
    app.jinja_env.undefined = StrictUndefined
    app.config.update(
        SECRET_KEY=config.signing_key(),
        SESSION_COOKIE_NAME="__Host-lily" if is_secure else "lily",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=is_secure,
        WTF_CSRF_TIME_LIMIT=None,
        MAX_CONTENT_LENGTH=MEGABYTE,
        SEND_FILE_MAX_AGE_DEFAULT=headers.YEAR_S,
    )
    sessions.init_app(app, config, engine or make_engine(config.database))
    proxies = config.proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    typed.init_app(app)
    limits.init_app(app)
    devices.init_app(app)
    identity.init_app(app)
    access.init_app(app)
    CSRFProtect(app)
    headers.init_app(app, config)
    errors.init_app(app)
    web.init_app(app)
    return app
