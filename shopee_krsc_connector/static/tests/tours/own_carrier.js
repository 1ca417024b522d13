import { registry } from "@web/core/registry";

/** A parcel that goes with the seller's own carrier: Ready to Ship asks for its number. */
registry.category("web_tour.tours").add("shopee_own_number_asked", {
    steps: () => [
        {
            trigger: "button[name='action_shopee_ready_to_ship']",
            run: "click",
        },
        {
            content: "The question says what becomes of the number",
            trigger: ".modal:contains('Shopee gets them and shows the orders as shipped')",
        },
        {
            trigger: ".modal .o_data_row td[name='number']",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name='number'] input",
            run: "edit EB123456789KR",
        },
        {
            trigger: ".modal button[name='action_send']",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('Ready to Ship on Shopee: 1')",
        },
        {
            trigger: "body:not(:has(.modal)) .alert:contains('Odoo is arranging the shipment')",
        },
        {
            content: "The number stands on the delivery",
            trigger: ".o_notebook .nav-link[name='extra']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='carrier_tracking_ref'] input:value('EB123456789KR')",
        },
    ],
});

/** Shopee has the number and shows the order as shipped: another number cannot be sent, which is said. */
registry.category("web_tour.tours").add("shopee_own_number_corrected", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name='extra']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='carrier_tracking_ref'] input",
            run: "edit EB987654321KR",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "What Shopee has, what Odoo has, what to do",
            trigger:
                ".alert:contains('Shopee has the number EB123456789KR'):contains('says EB987654321KR'):contains('Seller Centre')",
        },
    ],
});
