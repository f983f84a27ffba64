/** One line that says what the page waits for, what it has done, or what went wrong and what to do then. */

import { button, make } from "./dom";
import type { Interpreter } from "./interpreter";
import { wordsOf } from "./workbench";

export class Status {
    readonly element = make("div", { class: "status" });
    readonly #words = make("span", { role: "status" });
    readonly #bar = make("progress", { max: "1", "aria-label": "loading Python" });

    constructor(private readonly resting: string = "") {
        this.#bar.hidden = true;
        this.element.append(this.#words, this.#bar);
        this.#words.textContent = resting;
    }

    say(message: string): void {
        this.element.classList.remove("bad");
        this.#words.textContent = message || this.resting;
    }

    warn(message: string): void {
        this.say(message);
        this.element.classList.add("bad");
    }

    /** Tells how the loading goes on, and how it ends. */
    async follow(python: Interpreter): Promise<void> {
        this.#bar.hidden = false;
        python.onprogress = (what, done) => {
            // A screen reader is told what is waited for, and not each part of it.
            if (this.#words.textContent !== what) {
                this.say(what);
            }
            this.#bar.value = done;
        };
        try {
            await python.ready;
            const { versions } = python;
            this.say(versions === null ? "" : `Python ${versions.python} and cellophane ${versions.cellophane} run here, in this page.`);
        } catch (error) {
            this.warn(`${wordsOf(error)} `);
            this.#words.append(button("Try again", () => location.reload()));
        } finally {
            this.#bar.hidden = true;
            python.onprogress = null;
        }
    }
}
