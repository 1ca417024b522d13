import { registry } from "@web/core/registry";

import { pressForPdf } from "./opened_pdf";

const choose = (number) => ({
    content: `Choose the parcel ${number}`,
    trigger: `.o_data_row:contains('${number}') .o_list_record_selector input`,
    run: "click",
});

/** A warehouse worker binds two of three parcels of a hub to the number of a courier. */
registry.category("web_tour.tours").add("shopee_first_mile_bind", {
    steps: () => [
        {
            content: "The parcels stand under their hub, seen at once",
            trigger: ".o_group_name:contains('SG')",
        },
        {
            trigger: ".o_group_name:contains('Not bound')",
        },
        choose("SPXDESK1"),
        choose("SPXDESK2"),
        {
            trigger: ".o_control_panel button[name='action_first_mile_bind']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='method'] input[data-value='dropoff']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='channel_id'] input",
            run: "edit CJ",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('CJ Logistics') a",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='number'] input",
            run: "edit 6890-1234-5678",
        },
        {
            trigger: ".modal button[name='action_bind']",
            run: "click",
        },
        {
            content: "The shipment with both parcels",
            trigger: ".o_form_view h1:contains('689012345678')",
        },
        {
            trigger: ".o_field_widget[name='package_ids'] .o_data_row:nth-child(2):contains('Being bound')",
        },
    ],
});

/** Later: the waybills of two numbers as one PDF. */
registry.category("web_tour.tours").add("shopee_first_mile_waybills", {
    steps: () => [
        {
            content: "What is bound and what the hub has scanned",
            trigger: ".o_data_row:contains('689012345678') td[name='bound_count']:contains('2')",
        },
        choose("689012345678"),
        choose("KRF260110000000000001"),
        {
            trigger: ".o_control_panel button[name='action_print_waybill']",
            async run({ anchor }) {
                const ids = await pressForPdf(anchor);
                if (ids.length !== 2) {
                    throw new Error(`${ids.length} waybills`);
                }
            },
        },
    ],
});
