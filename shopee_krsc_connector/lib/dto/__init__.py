"""What Shopee says, as frozen dataclasses made by ``from_payload``.

Missing, null, unknown and oddly typed values never raise. Ids are text ("" for none), times are naive UTC
datetimes (None for none), amounts are floats in units of the currency.
"""
