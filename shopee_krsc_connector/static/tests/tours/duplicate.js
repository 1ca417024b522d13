import { registry } from "@web/core/registry";

/** Two global products with one SKU: a person decides which of them has the product. */
registry.category("web_tour.tours").add("shopee_solve_duplicate", {
    steps: () => [
        {
            content: "The loser is listed with its reason",
            trigger: ".o_data_row:contains('Second listing'):contains('SC-50 is also used by')",
        },
        {
            trigger: ".o_data_row:contains('Second listing') button[name='action_bind']",
            run: "click",
        },
        {
            content: "The product and the one that has it are filled in",
            trigger: ".modal .o_field_widget[name='former_id']:contains('Item 1001')",
        },
        {
            trigger: ".modal .o_field_widget[name='product_id'] input:value('SC-50')",
        },
        {
            trigger: ".modal button[name='action_bind']",
            run: "click",
        },
        {
            content: "Nothing is left to solve",
            trigger: ".o_view_nocontent:contains('Every global product is linked')",
        },
        {
            content: "What became of the former one is shown",
            trigger: ".o_searchview_facet:contains('To solve') .o_facet_remove",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Item 1001') td[name='stock_share']:contains('0')",
        },
    ],
});
