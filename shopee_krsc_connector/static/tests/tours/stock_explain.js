import { registry } from "@web/core/registry";

/** A seller asks why Shopee has this number, and for which order a part is held back. */
registry.category("web_tour.tours").add("shopee_stock_explanation", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a:contains('Shopee')",
            run: "click",
        },
        {
            content: "Nothing is sent yet, and it says why",
            trigger:
                ".o_field_widget[name='shopee_stock_variation_ids'] .o_data_row td[name='stock_notice']:contains('go live first')",
        },
        {
            trigger:
                ".o_field_widget[name='shopee_stock_explanation'] tr:contains('On hand in') td:contains('10')",
        },
        {
            trigger:
                ".o_field_widget[name='shopee_stock_explanation'] tr:contains('Number for Shopee') td:contains('7')",
        },
        {
            content: "The order that is held back is one click away",
            trigger:
                ".o_field_widget[name='shopee_stock_explanation'] tr:contains('not in a transfer yet') a[href*='shopee_order_action']",
        },
    ],
});
