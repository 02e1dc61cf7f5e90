"""Nothing typed is lost when a sign-in ran out before the form was sent."""

from flask import request
from flask import session as cookie

from lily.accounts import queries
from lily.accounts.kept_forms import is_secret, keep_form
from lily.http.sessions import session

PAGE = "/what-you-typed"
_GUARD = "csrf_token"


def keep_what_was_typed() -> str:
    """Keep this request's form for the account that was signed in; return where it is shown.

    Empty where nobody was, where nothing was typed, or where the form holds a secret.
    """
    found = queries.find_sign_in(session(), cookie.get("_user_id", ""))
    fields = [each for each in request.form.items(multi=True) if each[0] != _GUARD]
    holds_secret = any(is_secret(name) for name, _ in fields)
    if found is None or found[1].is_disabled or not fields or holds_secret:
        return ""
    kept = keep_form(session(), account_id=found[1].id, path=request.full_path, fields=fields)
    session().commit()
    return f"{PAGE}/{kept.id}"
