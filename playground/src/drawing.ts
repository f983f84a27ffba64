/**
 * A page of what a program did, in a frame that can do nothing but draw: no origin, no network, no script but ours.
 *
 * What comes back from it is looked at before it is used: rows to light up, and its height.
 */

import { button, handOn, make, prose } from "./dom";
import type { Made } from "./interpreter";
import type { Panel } from "./panels";

/** Higher than any screen; a page that is longer is scrolled. */
const HIGHEST = 4000;
const MOST_ROWS = 1000;

export interface Told {
    /** What stands in the panel before there is a page. */
    empty: string;
    /** What the button says that makes one. */
    make: string;
    /** A selector of parts that are left out, as the editor is beside them. */
    without: string;
}

export class Drawing implements Panel {
    readonly element: HTMLElement;
    #frame: HTMLIFrameElement | null = null;
    #page: string | null = null;
    #rows: readonly number[] | null = null;

    constructor(
        readonly name: string,
        readonly label: string,
        private readonly base: URL,
        private readonly told: Told,
        private readonly onrows: (rows: readonly number[]) => void,
        private readonly run: () => void,
    ) {
        this.element = make("div", { class: `drawing ${name}` });
        // For as long as the page lives, as the panel does.
        addEventListener("message", (event) => this.#hear(event));
        this.draw({ reason: told.empty });
    }

    /** Shows a page, or why there is none, in place of what was shown before. */
    draw(made: Made): void {
        this.#page = "page" in made ? made.page : null;
        this.#frame = "page" in made ? this.#newFrame() : null;
        const shown = this.#frame ?? this.#nothing("reason" in made ? made.reason : "");
        handOn(() => this.element.replaceChildren(shown), () => this.element);
    }

    #newFrame(): HTMLIFrameElement {
        const src = new URL("drawing.html", this.base).href;
        return make("iframe", { sandbox: "allow-scripts", src, title: this.label });
    }

    #nothing(why: string): HTMLElement {
        const words = make("p", {}, ...prose(why));
        return make("div", { class: "nothing" }, words, button(this.told.make, this.run));
    }

    /** Says that the page is of another text than the one in the editor. */
    outdate(): void {
        if (this.#frame !== null && this.element.querySelector(".outdated") === null) {
            const note = "This is of the program as it was when it ran. ";
            this.element.prepend(make("p", { class: "outdated" }, note, button("Run it again", this.run)));
        }
    }

    #hear(event: MessageEvent): void {
        if (this.#frame === null || event.source !== this.#frame.contentWindow) {
            return;
        }
        const said: unknown = event.data;
        if (said === "ready") {
            if (this.#page !== null) {
                // The frame has no origin that could be named.
                this.#frame.contentWindow?.postMessage({ page: this.#page, without: this.told.without }, "*");
            }
            // Once: what comes after that is of the page.
            this.#page = null;
            return;
        }
        const { rows, height } = (typeof said === "object" && said !== null ? said : {}) as Record<string, unknown>;
        if (Array.isArray(rows)) {
            this.#light(rows.slice(0, MOST_ROWS).filter((row) => Number.isSafeInteger(row)));
        }
        if (typeof height === "number" && height > 0) {
            this.#frame.style.height = `${Math.min(Math.ceil(height), HIGHEST)}px`;
        }
    }

    /** However often a page tells rows, the editor lights them up once each time that the screen is drawn. */
    #light(rows: readonly number[]): void {
        if (this.#rows === null) {
            requestAnimationFrame(() => {
                this.onrows(this.#rows ?? []);
                this.#rows = null;
            });
        }
        this.#rows = rows;
    }
}
