"""Several calls at once: order, number in flight, errors, and what is left over."""

import threading
import time

import pytest

from odoo.addons.shopee_krsc_connector.lib import inflight
from odoo.addons.shopee_krsc_connector.lib.errors import (
    AuthorisationLost,
    QuotaExceeded,
    RateLimited,
    Rejected,
    Unavailable,
)
from odoo.addons.shopee_krsc_connector.lib.inflight import Outcome


class Line:
    """A client that tells who uses it, and when."""

    def __init__(self):
        self.threads = set()
        self.is_busy = False
        self.calls = 0

    def use(self, seconds=0.0):
        assert not self.is_busy, "a client is used by two calls at once"
        self.is_busy = True
        self.calls += 1
        self.threads.add(threading.get_ident())
        time.sleep(seconds)
        self.is_busy = False


def answering(value, seconds=0.0):
    def call(client):
        client.use(seconds)
        return value

    return call


def failing(error):
    def call(client):
        client.use()
        raise error

    return call


def test_outcomes_are_in_the_order_of_the_calls_though_they_end_in_another():
    calls = [answering(n, 0.02 * (5 - n)) for n in range(5)]
    assert inflight.run(calls, [Line() for _n in range(5)]) == [Outcome(n) for n in range(5)]


def test_never_more_in_flight_than_clients_and_all_of_them_used():
    clients = [Line() for _n in range(3)]
    started = time.monotonic()
    assert len(inflight.run([answering(n, 0.1) for n in range(9)], clients)) == 9
    assert 0.3 <= time.monotonic() - started < 0.8  # one after the other takes 0.9
    assert [len(client.threads) for client in clients] == [1, 1, 1]
    assert sum(client.calls for client in clients) == 9


def test_a_refusal_is_an_outcome_and_the_others_go_on():
    refused, unreachable = Rejected("error_param", "no"), Unavailable("gone")
    calls = [answering(1), failing(refused), failing(unreachable), answering(None)]
    assert inflight.run(calls, [Line()]) == [
        Outcome(1),
        Outcome(error=refused),
        Outcome(error=unreachable),
        Outcome(),
    ]


@pytest.mark.parametrize("error", [RateLimited(7), QuotaExceeded(9), AuthorisationLost("log in again")])
def test_no_call_is_started_once_further_ones_make_it_worse(error):
    client = Line()
    outcomes = inflight.run([answering(1), failing(error), answering(3), answering(4)], [client])
    assert outcomes == [Outcome(1)] + [Outcome(error=error)] * 3
    assert client.calls == 2


def test_calls_under_way_keep_their_own_outcome_when_another_stops_the_rest():
    error = RateLimited(7)
    calls = [answering("slow", 0.1), failing(error), answering("never")]
    outcomes = inflight.run(calls, [Line(), Line()])
    assert outcomes == [Outcome("slow"), Outcome(error=error), Outcome(error=error)]


def test_what_is_no_answer_of_shopee_is_raised_after_the_calls_under_way_have_ended():
    slow, other = Line(), Line()
    with pytest.raises(ZeroDivisionError):
        inflight.run(
            [lambda _c: slow.use(0.1), lambda _c: 1 // 0, lambda _c: other.use()], [object(), object()]
        )
    assert not slow.is_busy and slow.calls == 1 and other.calls == 0


def test_a_fault_of_ours_is_not_hidden_by_a_refusal():
    both, refused = threading.Barrier(2), threading.Event()

    def refusal(_client):
        both.wait(5)
        refused.set()
        raise RateLimited(7)

    def fault(_client):
        both.wait(5)
        refused.wait(5)
        time.sleep(0.05)
        return 1 // 0

    with pytest.raises(ZeroDivisionError):
        inflight.run([refusal, fault], [Line(), Line()])


def test_nothing_to_do_needs_no_client():
    assert inflight.run([], []) == []
    with pytest.raises(ValueError):
        inflight.run([answering(1)], [])


def test_no_call_is_started_once_the_time_is_over():
    lines = [Line()]
    calls = [answering("first", 0.2), answering("second")]
    outcomes = inflight.run(calls, lines, seconds=0.1)
    assert outcomes[0] == Outcome("first")
    assert isinstance(outcomes[1].error, Unavailable)
    assert lines[0].calls == 1
