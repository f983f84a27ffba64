/** What becomes of the closure at the cursor, as `cellophane why` tells it. */

import { make } from "./dom";
import type { Panel } from "./panels";

const HINT = "Put the cursor into a closure (it is dotted below) to read what becomes of it, step by step.";

export class Trail implements Panel {
    readonly name = "why";
    readonly label = "Why";
    readonly element = make("div", { class: "why" });

    constructor(private readonly onshown: () => void) {
        this.hint();
    }

    shown(): void {
        this.onshown();
    }

    hint(): void {
        this.element.replaceChildren(make("p", { class: "nothing" }, HINT));
    }

    tell(text: string): void {
        this.element.replaceChildren(make("pre", {}, text));
    }

    fail(message: string): void {
        this.element.replaceChildren(make("p", { class: "nothing" }, message));
    }
}
