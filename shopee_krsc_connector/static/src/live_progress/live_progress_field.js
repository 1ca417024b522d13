import { registry } from "@web/core/registry";
import { evaluateBooleanExpr } from "@web/core/py_js/py";
import { progressBarField, ProgressBarField } from "@web/views/fields/progress_bar/progress_bar_field";

import { onMounted, onWillUnmount } from "@odoo/owl";

const SECONDS = 3;

/**
 * Progress bar that reads its record again while something is running, so that a person sees long work
 * move without reloading the page. Nothing is read while the window is hidden or the record is edited.
 */
export class LiveProgressField extends ProgressBarField {
    static props = { ...ProgressBarField.props, running: { type: String } };

    setup() {
        super.setup();
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
        if (document.hidden || !this.isRunning || this.props.record.dirty) {
            return;
        }
        await this.props.record.load();
    }
}

export const liveProgressField = {
    ...progressBarField,
    component: LiveProgressField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...progressBarField.extractProps(fieldInfo, dynamicInfo),
        running: fieldInfo.options.running || "False",
    }),
};

registry.category("fields").add("shopee_live_progress", liveProgressField);
