import { registry } from "@web/core/registry";

/** From the dashboard to a buyer's request, which is accepted. */
registry.category("web_tour.tours").add("shopee_cancel_request", {
    steps: () => [
        {
            content: "The store says that a cancellation is asked for",
            trigger: ".o_kanban_record:contains('Hanbit SG') a:contains('Cancellations asked')",
            run: "click",
        },
        {
            content: "The list says how much time is left, and several can be answered",
            trigger: ".o_data_row:contains('260110CANTOUR1') td[name='cancel_due_text']:contains('left')",
        },
        {
            trigger: ".o_data_row:contains('260110CANTOUR1') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name='action_refuse_cancel']",
        },
        {
            trigger: ".o_data_row:contains('260110CANTOUR1') .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('260110CANTOUR1') .badge:contains('Cancellation asked')",
            run: "click",
        },
        {
            content: "The order says why and until when",
            trigger: ".alert-warning:contains('Changed my mind'):contains('Accept or refuse until')",
        },
        {
            trigger: ".o_notebook a[name='cancellation']",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='cancel_due_text']:contains('left')",
        },
        {
            trigger: "button[name='action_accept_cancel']",
            run: "click",
        },
        {
            content: "It cannot be undone, so the person is asked",
            trigger: ".modal:contains('cannot be undone') .btn-primary",
            run: "click",
        },
        {
            content: "Under way, and not to be answered twice",
            trigger: ".alert-info:contains('Odoo is telling Shopee your answer')",
        },
        {
            trigger: "body:not(:has(button[name='action_accept_cancel'], button[name='action_refuse_cancel']))",
        },
    ],
});

registry.category("web_tour.tours").add("shopee_cancelled_request", {
    steps: () => [
        {
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('Cancelled')",
        },
        {
            trigger: ".alert-info:contains('Cancelled by the buyer: Changed my mind')",
        },
        {
            content: "What was told, by whom, and what became of it",
            trigger: ".o-mail-Message:contains('Accept the buyer'):contains('Taken by Shopee')",
        },
    ],
});

/** Cancel on a sales order asks for Shopee's reason at once; a piece of it is cancelled. */
registry.category("web_tour.tours").add("shopee_cancel_seller", {
    steps: () => [
        {
            trigger: "button[name='action_cancel']",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name='reason'] input",
            run: "click",
        },
        {
            content: "Only reasons of this market and payment",
            trigger: ".o_select_menu_menu:not(:contains('No cash on delivery')) .o_select_menu_item:contains('Out of stock')",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains('SS-20') td[name='is_missing'] input:checked",
        },
        {
            trigger: ".modal .o_data_row:contains('SC-50') td[name='is_missing'] input:not(:checked)",
        },
        {
            trigger: ".modal .o_field_widget[name='scope'] input[data-value='part']",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains('SS-20') td[name='quantity']",
            run: "click",
        },
        {
            trigger: ".modal .o_selected_row td[name='quantity'] input",
            run: "edit 1",
        },
        {
            trigger: ".modal button[name='action_cancel_orders']",
            run: "click",
        },
        {
            trigger: ".alert-info:contains('Odoo is cancelling on Shopee')",
        },
    ],
});
