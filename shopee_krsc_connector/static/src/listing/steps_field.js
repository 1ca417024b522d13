import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/**
 * Step bar: a selection whose values are the steps of a form. Each step says whether something is missing,
 * as a JSON field tells: {step: [{message, severity}]}.
 */
export class StepsField extends Component {
    static template = "shopee_krsc_connector.StepsField";
    static props = { ...standardFieldProps, gaps: { type: String } };

    get steps() {
        const { record, name } = this.props;
        const gaps = record.data[this.props.gaps] || {};
        return record.fields[name].selection.map(([key, label], index) => ({
            key,
            label,
            number: index + 1,
            missing: this.errors(gaps[key]),
            isDone: this.isDone(key, gaps),
            isCurrent: record.data[name] === key,
        }));
    }

    errors(gaps) {
        return (gaps || []).filter((gap) => gap.severity === "error").length;
    }

    /** The last step is done once nothing is missing anywhere. */
    isDone(key, gaps) {
        const open = (found) => (found || []).some((gap) => gap.severity !== "warning");
        const isLast = key === this.props.record.fields[this.props.name].selection.at(-1)[0];
        return isLast ? !Object.values(gaps).some(open) : !open(gaps[key]);
    }

    async choose(key) {
        const { record, name } = this.props;
        await record.update({ [name]: key });
        await record.save();
    }
}

registry.category("fields").add("shopee_steps", {
    component: StepsField,
    supportedTypes: ["selection"],
    extractProps: ({ options }) => ({ gaps: options.gaps }),
});

/** What is missing: a list of {message, severity}, or one list per step that leads there. */
export class GapsField extends Component {
    static template = "shopee_krsc_connector.GapsField";
    static props = { ...standardFieldProps };

    get groups() {
        const { record, name } = this.props;
        const value = record.data[name] || [];
        if (Array.isArray(value)) {
            return value.length ? [{ key: "", label: "", gaps: value }] : [];
        }
        const labels = record.fields.step.selection;
        return labels
            .filter(([key]) => (value[key] || []).length)
            .map(([key, label]) => ({ key, label, gaps: value[key] }));
    }

    get isError() {
        return this.groups.some((group) => group.gaps.some((gap) => gap.severity === "error"));
    }

    async open(key) {
        await this.props.record.update({ step: key });
        await this.props.record.save();
    }
}

registry.category("fields").add("shopee_gaps", {
    component: GapsField,
    supportedTypes: ["json"],
});
