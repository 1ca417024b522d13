"""One module per module of the platform, one function per endpoint, named as the endpoint.

The first argument is a ``lib.client.Client`` that signs at the level of the endpoint; everything else is
given by keyword. Answers are DTOs. ``lib.errors`` are raised for what Shopee refuses, ``ValueError`` for
arguments that break a published limit.
"""
