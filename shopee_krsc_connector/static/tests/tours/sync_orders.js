import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A seller fetches orders by hand: Integrations > Ecommerce Sales Channels > store > Sync Orders. */
registry.category("web_tour.tours").add("shopee_sync_orders", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='shopee_krsc_connector.shopee_root_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='shopee_krsc_connector.shopee_channels_menu']",
            run: "click",
        },
        {
            trigger: ".dropdown-item:contains('Hanbit SG')",
            run: "click",
        },
        {
            content: "On the store",
            trigger: ".o_form_view button[name='action_sync_orders']",
            run: "click",
        },
        {
            content: "The store is chosen already",
            trigger: ".modal [name='shop_ids'] .o_tag:contains('Hanbit SG')",
        },
        {
            trigger: ".modal [name='mode'] .o_radio_item:contains('Order numbers') input",
            run: "click",
        },
        {
            trigger: ".modal [name='order_numbers'] textarea",
            run: "edit 260110TOUR0001",
        },
        {
            trigger: ".modal button[name='action_sync']",
            run: "click",
        },
        {
            content: "The run shows that it is under way",
            trigger: ".o_list_view .o_data_row:contains('Order numbers'):contains('Running') .o_progressbar",
        },
    ],
});

/** After the jobs have run: the order is in the list and says what happens next. */
registry.category("web_tour.tours").add("shopee_synced_order", {
    steps: () => [
        {
            trigger: ".o_data_row .o_data_cell:contains('260110TOUR0001')",
            run: "click",
        },
        {
            content: "Where it stands",
            trigger: ".o_statusbar_status button[aria-checked='true']:contains('To ship')",
        },
        {
            content: "What happens next, and until when",
            trigger: ".alert:contains('becomes Ready to Ship on Shopee by itself'):contains('Ship by')",
        },
        {
            trigger: "button[name='action_view_sale_order']",
            run: "click",
        },
        {
            content: "The sales order has a tab for Shopee",
            trigger: ".o_notebook_headers a:contains('Shopee')",
            run: "click",
        },
        {
            trigger: "[name='shopee_order_id']:contains('260110TOUR0001')",
        },
    ],
});
