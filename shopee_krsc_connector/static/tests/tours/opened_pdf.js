import { browser } from "@web/core/browser/browser";

/**
 * Press a button that opens a PDF in a window of its own, which a tour cannot follow, and read the PDF here.
 *
 * @param {HTMLElement} button
 * @returns {Promise<string[]>} the ids that were printed
 */
export async function pressForPdf(button) {
    const opened = new Promise((resolve) => {
        browser.open = (url) => {
            resolve(url);
            return window;
        };
    });
    button.click();
    const url = await opened;
    const answer = await fetch(url);
    const type = answer.headers.get("Content-Type");
    if (!answer.ok || type !== "application/pdf") {
        throw new Error(`No PDF: ${answer.status} ${type}`);
    }
    return new URL(url, window.location.origin).searchParams.get("ids").split(",");
}
