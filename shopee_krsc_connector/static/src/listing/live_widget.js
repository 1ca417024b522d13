import { registry } from "@web/core/registry";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onMounted, onWillUnmount } from "@odoo/owl";

const SECONDS = 3;

/**
 * Reads the record again every few seconds while something is under way, so that a person sees the result
 * without reloading the page. Nothing is read while the window is hidden or the record is edited.
 */
export class LiveWidget extends Component {
    static template = "shopee_krsc_connector.LiveWidget";
    static props = { ...standardWidgetProps, running: { type: String } };

    setup() {
        let timer = null;
        onMounted(() => {
            timer = setInterval(() => this.refresh(), SECONDS * 1000);
        });
        onWillUnmount(() => clearInterval(timer));
    }

    get isRunning() {
        return evaluateBooleanExpr(this.props.running, this.props.record.evalContextWithVirtualIds);
    }

    async refresh() {
        if (!document.hidden && this.isRunning && !this.props.record.dirty) {
            await this.props.record.load();
        }
    }
}

registry.category("view_widgets").add("shopee_live", {
    component: LiveWidget,
    extractProps: ({ attrs }) => ({ running: attrs.running || "False" }),
});
