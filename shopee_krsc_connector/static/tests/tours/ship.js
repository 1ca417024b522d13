import { registry } from "@web/core/registry";

import { pressForPdf } from "./opened_pdf";

/** A warehouse worker validates a delivery: Shopee is told by itself. */
registry.category("web_tour.tours").add("shopee_validate_transfer", {
    steps: () => [
        {
            content: "The transfer says what happens",
            trigger: ".alert:contains('becomes Ready to Ship on Shopee by itself')",
        },
        {
            trigger: "button[name='button_validate']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('Done')",
        },
    ],
});

/** Where stores ship by hand: the button on the transfer. */
registry.category("web_tour.tours").add("shopee_ready_to_ship", {
    steps: () => [
        {
            trigger: ".alert:contains('press Ready to Ship')",
        },
        {
            trigger: "button[name='action_shopee_ready_to_ship']",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('Ready to Ship')",
        },
        {
            content: "The transfer shows that it is under way",
            trigger: ".alert:contains('arranging the shipment')",
        },
    ],
});

/** Labels of several parcels as one PDF. */
registry.category("web_tour.tours").add("shopee_print_labels", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('SPXTOUR2')",
        },
        {
            content: "Choose all labels to print",
            trigger: ".o_list_record_selector input[type='checkbox']",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name='action_print_labels']",
            async run({ anchor }) {
                await pressForPdf(anchor);
            },
        },
    ],
});
