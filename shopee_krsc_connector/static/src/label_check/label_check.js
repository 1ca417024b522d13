import { registry } from "@web/core/registry";
import { Mutex } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { Component, onMounted, useRef, useState } from "@odoo/owl";

/**
 * Packing table: each label that is scanned is answered with green or red at once. A scanner types the
 * number and presses Enter, so the field keeps the focus and is emptied for the next label. Answers come in
 * the order of the scans, and no colour is shown while one is awaited: it would be taken for that label's.
 */
export class LabelCheck extends Component {
    static template = "shopee_krsc_connector.LabelCheck";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("barcode");
        this.mutex = new Mutex();
        this.state = useState({ result: null, barcode: "", good: 0, bad: 0 });
        onMounted(() => this.input.el.focus());
    }

    get pickingId() {
        const { res_model: model, res_id: id } = this.props.action.params || {};
        return model === "stock.picking" ? id : false;
    }

    get transferName() {
        return this.props.action.params?.name || "";
    }

    async onKeydown(event) {
        if (event.key !== "Enter" || !event.target.value.trim()) {
            return;
        }
        const barcode = event.target.value.trim();
        event.target.value = "";
        await this.mutex.exec(() => this.check(barcode));
    }

    async check(barcode) {
        this.state.result = null;
        const result = await this.orm.call("shopee.package", "check_label", [barcode, this.pickingId]);
        Object.assign(this.state, { result, barcode });
        this.state[result.ok ? "good" : "bad"] += 1;
        this.input.el?.focus();
    }
}

registry.category("actions").add("shopee_label_check", LabelCheck);
