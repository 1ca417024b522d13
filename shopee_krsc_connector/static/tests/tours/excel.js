import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

/** Drop a file that the test has put on the server, as a person drops one of the desktop. */
function dropFile(url) {
    return {
        content: `Drop ${url}`,
        trigger: ".o_shopee_drop_file",
        async run() {
            const response = await fetch(url);
            const transfer = new DataTransfer();
            transfer.items.add(new File([await response.blob()], url.split("/").pop()));
            this.anchor.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true }));
        },
    };
}

const IMPORT = [
    {
        trigger: "button[name='action_import']",
        run: "click",
    },
    {
        content: "Nothing is sent to Shopee yet",
        trigger: ".modal-body:contains('Nothing is sent to Shopee yet')",
    },
    {
        trigger: ".modal-footer .btn-primary",
        run: "click",
    },
];

/** A seller lists products by Excel: one cell is wrong, is corrected, and only its row is taken then. */
registry.category("web_tour.tours").add("shopee_excel_upload", {
    steps: () => [
        stepUtils.showAppsMenuItem(),
        {
            trigger: ".o_app[data-menu-xmlid='shopee_krsc_connector.shopee_root_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='shopee_krsc_connector.shopee_product_menu']",
            run: "click",
        },
        {
            trigger: "[data-menu-xmlid='shopee_krsc_connector.shopee_excel_upload_menu']",
            run: "click",
        },
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "[name='category_id'] input",
            run: "edit Creams",
        },
        {
            trigger: ".o-autocomplete--dropdown-item a:contains('Creams')",
            run: "click",
        },
        dropFile("/shopee_tour/first.xlsx"),
        {
            content: "The file is there",
            trigger: ".o_shopee_drop_file:contains('first.xlsx')",
        },
        {
            trigger: "button[name='action_check']",
            run: "click",
        },
        {
            content: "What would happen, row by row",
            trigger: ".o_data_row:contains('N-1'):contains('Create and list')",
        },
        {
            trigger: ".o_data_row:contains('SC-50'):contains('List existing product')",
        },
        {
            trigger: ".o_data_row:contains('N-2'):contains('must not be below 0')",
        },
        ...IMPORT,
        {
            trigger: ".o_data_row:contains('N-1'):contains('Imported')",
        },
        {
            content: "What is left over",
            trigger: ".alert:contains('rows were not imported')",
        },
        {
            trigger: ".alert:contains('pictures could not be fetched')",
        },
        {
            trigger: ".o_data_row:contains('N-1'):contains('its server answers 404')",
        },
        {
            trigger: "button[name='action_marked']",
            run: "click",
        },
        dropFile("/shopee_tour/corrected.xlsx"),
        {
            trigger: ".o_shopee_drop_file:contains('corrected.xlsx')",
        },
        {
            trigger: "button[name='action_check']",
            run: "click",
        },
        {
            content: "Only the row that failed is left to import",
            trigger: ".o_data_row:contains('N-2'):contains('Create and list')",
        },
        {
            trigger: ".o_data_row:contains('N-1'):contains('Imported')",
        },
        ...IMPORT,
        {
            trigger: ".o_data_row:contains('N-2'):contains('Imported')",
        },
        {
            content: "The corrected picture is there, too",
            trigger: "body:not(:has(.alert:contains('pictures could not be fetched')))",
        },
        {
            trigger: "button[name='action_listings']",
            run: "click",
        },
        {
            content: "They are listings like any other",
            trigger: ".o_list_view .o_data_row:contains('Snail Repair Cream')",
        },
    ],
});
