"""By which address a site says that it is reached."""

from lily.config import Config, reached_at

HERE = "http://127.0.0.1:8123"


def test_a_demonstration_is_reached_where_it_is_served() -> None:
    assert reached_at(Config(), HERE, {}).base_url == HERE


def test_an_address_that_was_set_stays() -> None:
    set_ = Config(base_url="https://lily.example")
    environ = {"LILY_BASE_URL": "https://lily.example"}
    assert reached_at(set_, HERE, environ) == set_
    assert reached_at(Config(env="production"), HERE, {}) == Config(env="production")
