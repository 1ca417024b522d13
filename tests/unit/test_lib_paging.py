"""Batches of which a part is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.shopee_krsc_connector.lib.errors import AccountRefused, BadPayload, Rejected, Unavailable
from odoo.addons.shopee_krsc_connector.lib.paging import divided


def reader(bad, error=Rejected):
    def read(batch):
        read.calls += 1
        if bad & set(batch):
            raise error("no")
        return batch

    read.calls = 0
    return read


@given(size=st.integers(1, 50), bad=st.sets(st.integers(0, 49), max_size=4))
def test_a_bad_id_costs_itself_only(size, bad):
    batch = list(range(size))
    read = reader(bad)
    assert divided(read, batch) == [one for one in batch if one not in bad]
    assert read.calls <= 1 + 12 * len(bad & set(batch)), "halving finds each bad one in few calls"


def test_what_cannot_be_read_is_narrowed_down_as_well():
    assert divided(reader({2}, BadPayload), [1, 2, 3]) == [1, 3]


@pytest.mark.parametrize("error", [AccountRefused, Unavailable])
def test_a_refusal_of_the_account_or_an_outage_is_nobodys_fault(error):
    read = reader({2}, error)
    with pytest.raises(error):
        divided(read, [1, 2, 3, 4])
    assert read.calls == 1
