import { registry } from "@web/core/registry";

/** A seller puts a product with variants on Shopee: from the product to the prepared listing. */
registry.category("web_tour.tours").add("shopee_list_prepare", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a:contains('Shopee')",
            run: "click",
        },
        {
            trigger: "button[name='action_shopee_list']",
            run: "click",
        },
        {
            content: "Nothing is sent here, and it says so",
            trigger: ".modal:contains('Nothing is sent to Shopee')",
        },
        {
            trigger: ".modal button[name='action_start']",
            run: "click",
        },
        {
            content: "The step says what is missing",
            trigger: ".o_shopee_gaps:contains('The category is missing')",
        },
        {
            trigger: ".o_shopee_step[data-step='category'] .badge:contains('1')",
        },
    ],
});

/** Step by step until nothing is missing, then it is sent. */
registry.category("web_tour.tours").add("shopee_list_group", {
    steps: () => [
        {
            content: "Take the category that Shopee suggests",
            trigger: ".o_data_row:contains('Creams') button[name='action_choose_for_listing']",
            run: "click",
        },
        {
            trigger: ".o_shopee_gaps:contains('Skin type')",
        },
        {
            trigger: ".o_data_row:contains('Skin type') td[name='value_ids']",
            run: "click",
        },
        {
            trigger: ".o_selected_row td[name='value_ids'] input",
            run: "edit Dry",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Dry')",
            run: "click",
        },
        {
            trigger: "button[name='action_next']",
            run: "click",
        },
        {
            content: "Attributes are done, the texts are next",
            trigger: ".o_shopee_step.o_done[data-step='attributes']",
        },
        {
            trigger: ".o_shopee_step.o_current[data-step='texts']",
        },
        {
            trigger: ".o_field_widget[name='name'] input",
            run: "edit 벨벳 립 틴트",
        },
        {
            content: "Leaving the step saves it",
            trigger: ".o_shopee_step[data-step='pictures']",
            run: "click",
        },
        {
            trigger: ".o_shopee_pictures .o_kanban_record:contains('Main picture')",
        },
        {
            trigger: ".o_shopee_step.o_missing[data-step='texts']",
            run: "click",
        },
        {
            content: "Korean is refused, with the reason",
            trigger: ".o_shopee_gaps:contains('Korean, which Shopee refuses')",
        },
        {
            trigger: ".o_field_widget[name='name'] input",
            run: "edit Lip Tint Velvet, long lasting",
        },
        {
            trigger: ".o_shopee_step[data-step='prices']",
            run: "click",
        },
        {
            content: "The stock that will be sent is shown",
            trigger: ".o_field_widget[name='variation_ids'] .o_data_row:contains('LT-RED-S') td[name='stock']:contains('4')",
        },
        {
            trigger: ".o_shopee_step[data-step='check']",
            run: "click",
        },
        {
            trigger: ".alert-success:contains('Nothing is missing')",
        },
        {
            trigger: "button[name='action_list']",
            run: "click",
        },
        {
            trigger: ".modal button:contains('List now')",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('Sending pictures')",
        },
    ],
});

/** What became of it in each store. */
registry.category("web_tour.tours").add("shopee_list_outcome", {
    steps: () => [
        {
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('Listed')",
        },
        {
            trigger: ".o_field_widget[name='shop_line_ids'] .o_data_row:contains('Hanbit SG'):contains('Published')",
        },
    ],
});
