import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { ListController } from "@web/views/list/list_controller";

/**
 * The board keeps the ticks when its rows are read again after a button: the same orders are reserved, go onto
 * the pick list and are made Ready to Ship. Another search starts without ticks, as in every list.
 */
export class ToShipListController extends ListController {
    get modelParams() {
        const params = super.modelParams;
        params.hooks.onWillLoadRoot = (config) => this.rememberTicks(config);
        params.hooks.onRootLoaded = (root) => this.tickAgain(root);
        return params;
    }

    rememberTicks(config) {
        const root = this.model?.root;
        const isSameSearch = root && JSON.stringify(root.domain) === JSON.stringify(config.domain);
        this.ticked = new Set(isSameSearch ? root.selection.map((record) => record.resId) : []);
    }

    tickAgain(root) {
        for (const record of root.records) {
            record.selected = this.ticked.has(record.resId);
        }
    }
}

registry.category("views").add("shopee_to_ship", { ...listView, Controller: ToShipListController });
