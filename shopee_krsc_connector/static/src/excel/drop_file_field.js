import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { checkFileSize } from "@web/core/utils/files";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { BinaryField, binaryField } from "@web/views/fields/binary/binary_field";

import { useState } from "@odoo/owl";

/** File field with an area to drop a file on, which Odoo's own has not; a click chooses one as usual. */
export class DropFileField extends BinaryField {
    static template = "shopee_krsc_connector.DropFileField";

    setup() {
        super.setup();
        this.state = useState({ isOver: false });
    }

    async onDrop(ev) {
        this.state.isOver = false;
        const files = [...ev.dataTransfer.files];
        if (files.length !== 1) {
            this.notification.add(_t("Drop one file."), { type: "warning" });
            return;
        }
        const [file] = files;
        if (!checkFileSize(file.size, this.notification)) {
            return;
        }
        const data = await getDataURLFromFile(file);
        await this.update({ name: file.name, data: data.split(",")[1] });
    }
}

export const dropFileField = { ...binaryField, component: DropFileField };

registry.category("fields").add("shopee_drop_file", dropFileField);
