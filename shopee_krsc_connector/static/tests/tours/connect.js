import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** A manager without any store connects one: partner ID, key, one click. */
registry.category("web_tour.tours").add("shopee_connect", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            content: "Open Integrations",
            trigger: ".o_app[data-menu-xmlid='shopee_krsc_connector.shopee_root_menu']",
            run: "click",
        },
        {
            content: "The empty dashboard says what to do",
            trigger: ".o_view_nocontent a.btn:contains('Connect Stores')",
            run: "click",
        },
        {
            trigger: "[name='api_partner_id'] input",
            run: "edit 1000001",
        },
        {
            trigger: "[name='partner_key'] input",
            run: "edit tour-partner-key",
        },
        {
            content: "The form says what happens next",
            trigger: "li:contains('Auth Merchant')",
        },
        {
            content: "Connect leaves for Shopee and comes back",
            trigger: "button[name='action_connect'].btn-lg",
            run: "click",
            expectUnloadPage: true,
        },
        {
            content: "The store is there and being read",
            trigger: ".o_kanban_record:contains('220000999'):contains('being read from Shopee')",
        },
        {
            content: "with its progress",
            trigger: ".o_kanban_record:contains('220000999') .o_progressbar",
        },
    ],
});
