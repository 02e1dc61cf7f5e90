"""What every answer carries, and what a refusal looks like."""

from tests.client import HouseClient


def test_the_process_says_that_it_lives(client: HouseClient) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json == {"status": "ok"}
