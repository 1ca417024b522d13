import { registry } from "@web/core/registry";

/** A manager looks at what would change, takes Shopee's numbers as opening stock, and goes live. */
registry.category("web_tour.tours").add("shopee_stock_start", {
    steps: () => [
        {
            trigger: "button[name='action_stock_start']",
            run: "click",
        },
        {
            content: "Shopee is being read",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Reading Shopee')",
        },
    ],
});

registry.category("web_tour.tours").add("shopee_stock_opening", {
    steps: () => [
        {
            content: "What Shopee has, and what Odoo would send",
            trigger: ".o_data_row:contains('Snail Cream'):contains('40'):contains('-40')",
        },
        {
            content: "Nothing is sent yet, and it says so",
            trigger: "p:contains('Nothing has been sent yet')",
        },
        {
            trigger: "button[name='action_take_opening']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary:contains('Take over')",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Taking stock in')",
        },
    ],
});

registry.category("web_tour.tours").add("shopee_stock_go_live", {
    steps: () => [
        {
            trigger: ".alert-success:contains('products was booked')",
        },
        {
            content: "The opening stock is what Shopee has",
            trigger: ".o_field_widget[name='shown_line_ids']:not(:contains('Snail Cream')):contains('Sun Stick')",
        },
        {
            trigger: "button[name='action_go_live']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary:contains('Go live')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Sun Stick') td[name='outcome']:contains('Being sent')",
        },
    ],
});

/** A seller compares one product, sends Odoo's number and sees what became of it. */
registry.category("web_tour.tours").add("shopee_stock_sync", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a:contains('Shopee')",
            run: "click",
        },
        {
            trigger: "button[name='action_shopee_sync_stock']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Reading Shopee')",
        },
    ],
});

registry.category("web_tour.tours").add("shopee_stock_send", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Snail Cream'):contains('Different')",
        },
        {
            trigger: "button[name='action_send']",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary:contains('Send now')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Snail Cream') td[name='outcome']:contains('Being sent')",
        },
    ],
});

registry.category("web_tour.tours").add("shopee_stock_outcome", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Snail Cream') td[name='outcome']:contains('Sent')",
        },
        {
            content: "The totals open the list",
            trigger: "button[name='action_view_lines']:contains('Sent')",
            run: "click",
        },
        {
            trigger: ".o_facet_value:contains('Sent')",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Snail Cream')",
        },
    ],
});

/** A manager ticks a second warehouse and puts it first. */
registry.category("web_tour.tours").add("shopee_stock_mapping", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a:contains('Warehouses')",
            run: "click",
        },
        {
            trigger: "button[name='action_map_warehouses']",
            run: "click",
        },
        {
            content: "What lies in a warehouse that is not ticked counts nothing",
            trigger: ".modal .alert-warning:contains('count nothing'):contains('Busan (7 pieces)')",
        },
        {
            trigger: ".modal .o_data_row:contains('Busan') td[name='is_used'] input",
            run: "click",
        },
        {
            trigger: ".modal:not(:has(.alert-warning)) .o_data_row:contains('Busan')",
        },
        {
            trigger: ".modal .o_data_row:contains('Busan') .o_row_handle",
            run: "drag_and_drop(.modal .o_data_row:first)",
        },
        {
            trigger: ".modal .o_data_row:first:contains('Busan')",
        },
        {
            trigger: ".modal button[name='action_save']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='warehouse_ids'] .o_data_row:first:contains('Busan')",
        },
    ],
});
