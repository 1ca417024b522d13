import { registry } from "@web/core/registry";

/** A warehouse worker takes back what a buyer returns: the return, its receipt, and back in stock. */
registry.category("web_tour.tours").add("shopee_return_receipt", {
    steps: () => [
        {
            content: "Open the return",
            trigger: ".o_data_row:contains('260120KRTOUR01') td[name='return_sn']",
            run: "click",
        },
        {
            content: "Why and how much, and what happens next",
            trigger: ".o_field_widget[name='text_reason']:contains('The lid is broken')",
        },
        {
            trigger: ".alert:contains('press Create receipt')",
        },
        {
            content: "Both tracks: the decision and the parcel",
            trigger: ".o_field_widget[name='parcel_text']:contains('Delivered back')",
        },
        {
            trigger: ".o_notebook .nav-link:contains('Photos')",
            run: "click",
        },
        {
            content: "The buyer's photo",
            trigger: ".o_field_widget[name='photos'] a[target='_blank'] img",
        },
        {
            trigger: "button[name='action_create_receipt']",
            run: "click",
        },
        {
            content: "The receipt takes back one piece",
            trigger: "button[name='button_validate']",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('Done')",
        },
        {
            content: "Back to the return",
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a:contains('260120KRTOUR01')",
            run: "click",
        },
        {
            trigger: ".alert:contains('back in stock')",
        },
    ],
});
