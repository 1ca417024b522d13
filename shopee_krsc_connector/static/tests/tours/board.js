import { registry } from "@web/core/registry";

import { pressForPdf } from "./opened_pdf";

const ORDERS = 20;

const chooseAll = [
    {
        content: "All orders are shown, in groups",
        trigger: ".o_data_row:contains('260110BOARD019')",
    },
    {
        trigger: "thead .o_list_record_selector input[type='checkbox']:not(:checked)",
        run: "click",
    },
    {
        trigger: `.o_selection_box:contains('${ORDERS}')`,
    },
];

/** From the board: reserve, pick list, Ready to Ship, for all orders at once. */
registry.category("web_tour.tours").add("shopee_board_to_ship", {
    steps: () => [
        {
            content: "Grouped by due day, store and carrier",
            trigger: ".o_group_name:contains('Late')",
        },
        {
            trigger: ".o_group_name:contains('Hanbit SG')",
        },
        {
            trigger: ".o_group_name:contains('SLS Economy')",
        },
        ...chooseAll,
        {
            trigger: ".o_control_panel button[name='action_reserve']",
            run: "click",
        },
        {
            trigger: `.o_notification:contains('${ORDERS} of ${ORDERS} orders have all their goods')`,
        },
        {
            content: "All are still chosen",
            trigger: `.o_selection_box:contains('${ORDERS}')`,
        },
        {
            content: "The pick list names all of them",
            trigger: ".o_control_panel button[name='action_print_pick_list']",
            async run({ anchor }) {
                // A PDF would be saved as a file, which a tour cannot read: take the same list as a page
                const handlers = registry.category("ir.actions.report handlers");
                const asked = new Promise((resolve) => {
                    handlers.add("shopee_board_tour", (action) => {
                        resolve(action);
                        return true;
                    });
                });
                anchor.click();
                const action = await asked;
                handlers.remove("shopee_board_tour");
                const ids = action.context.active_ids.join(",");
                const answer = await fetch(`/report/html/${action.report_name}/${ids}`);
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                const rows = page.querySelectorAll("table[name='orders'] tbody tr").length;
                if (rows !== ORDERS) {
                    throw new Error(`The pick list has ${rows} orders`);
                }
            },
        },
        {
            trigger: ".o_control_panel button[name='action_ready_to_ship']",
            run: "click",
        },
        {
            content: "Each order has its result",
            trigger: `.modal .o_data_row:nth-child(${ORDERS}):contains('Being arranged')`,
        },
        {
            trigger: ".modal footer button:contains('Close')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal))",
        },
    ],
});

/** Later, once Shopee has made the labels: all of them as one PDF. */
registry.category("web_tour.tours").add("shopee_board_labels", {
    steps: () => [
        {
            content: "What is Ready to Ship already is shown too",
            trigger: ".o_searchview_facet:contains('To ship') .o_facet_remove",
            run: "click",
        },
        ...chooseAll,
        {
            trigger: ".o_control_panel button[name='action_print_labels']",
            async run({ anchor }) {
                const labels = await pressForPdf(anchor);
                if (labels.length !== ORDERS) {
                    throw new Error(`${labels.length} labels`);
                }
            },
        },
    ],
});

/** Packing table: green for a picked order, red for another one, each with one scan. */
registry.category("web_tour.tours").add("shopee_label_check", {
    steps: () => [
        {
            trigger: ".o_shopee_label_check input",
            run: "edit SPXSCAN1 && press Enter",
        },
        {
            trigger: ".o_shopee_label_check .alert-success:contains('SPXSCAN1')",
        },
        {
            content: "The field is empty and ready for the next label",
            trigger: ".o_shopee_label_check input",
            run: "edit SPXSCAN2 && press Enter",
        },
        {
            trigger: ".o_shopee_label_check .alert-danger:contains('Nothing is picked yet')",
        },
        {
            trigger: ".o_shopee_label_check input",
            run: "edit NOBODY && press Enter",
        },
        {
            trigger: ".o_shopee_label_check .alert-danger:contains('No Shopee parcel has the number NOBODY')",
        },
    ],
});
