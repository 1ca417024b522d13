import { registry } from "@web/core/registry";

/** A seller types a selling price in on the product, looks at what it changes and sends it. */
registry.category("web_tour.tours").add("shopee_price_preview", {
    steps: () => [
        {
            trigger: ".o_notebook_headers a:contains('Shopee')",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name='shopee_price_ids'] .o_data_row:contains('Hanbit SG') td[name='selling_price']",
            run: "click",
        },
        {
            trigger: ".o_selected_row td[name='selling_price'] input",
            run: "edit 13.90",
        },
        {
            content: "The product is saved on the way to the preview",
            trigger: "button[name='action_shopee_update_price']",
            run: "click",
        },
        {
            content: "Old price, new price and change",
            trigger:
                ".o_data_row:contains('Hanbit SG'):contains('15.50'):contains('13.90'):contains('-10.3')",
        },
        {
            content: "Nothing is sent yet, and it says so",
            trigger: "p:contains('Nothing has been sent yet')",
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
            trigger: ".o_data_row:contains('Hanbit SG') td[name='outcome']:contains('Being sent')",
        },
    ],
});

/** Each price says what became of it. */
registry.category("web_tour.tours").add("shopee_price_outcome", {
    steps: () => [
        {
            trigger: ".o_data_row:contains('Hanbit SG') td[name='outcome']:contains('Sent')",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current:contains('Done')",
        },
    ],
});
