"""The HTML edge: one module a room, whose views read, act, commit and render."""

from flask import Flask
from flask_compress import Compress

from lily.web import (
    about,
    account,
    account_links,
    accounts,
    advice,
    audit,
    browse,
    casework,
    claims,
    claims_desk,
    closing,
    consents,
    conversations,
    desk,
    directory,
    drafts,
    editing,
    editing_access,
    editing_times,
    filters,
    follow_ups,
    health,
    history,
    inbox,
    kept_forms,
    listing,
    members,
    moderation,
    oidc,
    onward,
    organisation_details,
    packs,
    post,
    practices,
    prescribing,
    referring,
    reports,
    retention,
    reviews,
    search,
    second_factors,
    sign_in,
    site,
    still_right,
    teams,
    verification,
    your_listings,
)

SMALLEST_WORTH_COMPRESSING = 500


def init_app(app: Flask) -> None:
    """Put every page on the application, in a third of its bytes where the browser can take it."""
    app.config.update(
        COMPRESS_ALGORITHM=["zstd", "br", "gzip"],
        COMPRESS_MIN_SIZE=SMALLEST_WORTH_COMPRESSING,
    )
    Compress(app)
    filters.init_app(app)
    listing.init_app(app)
    site.init_app(app)
    oidc.init_app(app)
    for room in (
        search,
        directory,
        browse,
        advice,
        about,
        health,
        kept_forms,
        drafts,
        sign_in,
        account_links,
        oidc,
        account,
        second_factors,
        accounts,
        teams,
        audit,
        desk,
        post,
        moderation,
        history,
        still_right,
        verification,
        referring,
        casework,
        consents,
        conversations,
        practices,
        prescribing,
        onward,
        inbox,
        follow_ups,
        closing,
        retention,
        packs,
        reports,
        reviews,
        claims,
        claims_desk,
        members,
        organisation_details,
        your_listings,
        editing,
        editing_access,
        editing_times,
    ):
        app.register_blueprint(room.pages)
