"""How a parcel is handed over: the choice among the ways that Shopee leaves open."""

from datetime import datetime

from odoo import api, models

# Ways in which Shopee collects a parcel itself; the third, non_integrated, is the seller's own carrier
SHOPEE_WAYS = ("dropoff", "pickup")
OWN_WAY = "non_integrated"


class ShipRefused(Exception):
    """A parcel cannot be arranged as things are.

    :param str code: code of a ``shopee.issue`` sentence
    :param params: parameters of that sentence
    """

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = params


class ShopeeShop(models.Model):
    _inherit = "shopee.shop"

    def _ship_method(self, parameter, number="", mode=None):
        """Exactly one of Shopee's ways with what that way asks for.

        The preferred way is taken where it is open and can be filled in, else the other one. An empty list
        of needed values means that nothing is asked: the way is then sent as an empty object. The seller's
        own carrier is taken where Shopee leaves nothing else.

        :param parameter: ``ShippingParameter`` of logistics/get_shipping_parameter
        :param str number: tracking number of the seller's own carrier, where there is one
        :param str mode: the preferred way; that of the store unless given
        :return: ``{"dropoff": {…}}``, ``{"pickup": {…}}`` or ``{"non_integrated": {…}}``, in the form of
            logistics/ship_order
        :raise ShipRefused: no way is open, or none can be filled in
        """
        ways = [way for way in SHOPEE_WAYS if way in parameter.info_needed]
        if not ways:
            if OWN_WAY not in parameter.info_needed:
                raise ShipRefused("ship_no_way")
            return {OWN_WAY: self._prepare_own_number(number)}
        ways.sort(key=lambda way: way != (mode or self.ship_mode))
        refusal = None
        for way in ways:
            needed = set(parameter.info_needed[way])
            try:
                own = self._prepare_own_number(number) if "tracking_number" in needed else {}
                return {way: {**getattr(self, f"_prepare_{way}")(parameter, needed), **own}}
            except ShipRefused as error:
                refusal = refusal or error
        raise refusal

    @api.model
    def _prepare_own_number(self, number):
        """:raise ShipRefused: there is no number yet"""
        if not number:
            raise ShipRefused("ship_own_carrier")
        return {"tracking_number": number}

    def _prepare_pickup(self, parameter, needed):
        """Pickup in the nearest slot that Shopee offers, at the pickup address where it has one."""
        if not needed:
            return {}
        addresses = sorted(parameter.addresses, key=lambda address: not address.is_pickup)
        if not addresses:
            raise ShipRefused("ship_no_address")
        if "pickup_time_id" not in needed:
            return {"address_id": addresses[0].address_id}
        # A slot without a date is no nearer than any other
        offers = [
            (slot.date or datetime.max, slot, address) for address in addresses for slot in address.time_slots
        ]
        if not offers:
            raise ShipRefused("ship_no_slot")
        _date, slot, address = min(offers, key=lambda offer: offer[0])
        return {"address_id": address.address_id, "pickup_time_id": slot.pickup_time_id}

    def _prepare_dropoff(self, parameter, needed):
        """Drop-off, at the first branch where Shopee wants one named."""
        values = {}
        if "branch_id" in needed:
            if not parameter.branches:
                raise ShipRefused("ship_no_branch")
            values["branch_id"] = parameter.branches[0].branch_id
        if "sender_real_name" in needed:
            values["sender_real_name"] = self.user_id.name or self.company_id.name
        if "slug" in needed:
            # TW: the convenience-store chain that takes the parcel
            if not parameter.slugs:
                raise ShipRefused("ship_no_branch")
            values["slug"] = parameter.slugs[0].slug
        return values
