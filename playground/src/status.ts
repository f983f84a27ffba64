/** One line that says what the page waits for, what it has done, or what went wrong and what to do then. */

import { button, make } from "./dom";
import type { Interpreter } from "./interpreter";
import { wordsOf } from "./words";

export class Status {
    readonly element = make("div", { class: "status" });
    readonly #said = make("span", { role: "status", class: "said" });
    readonly #loading = make("span", { role: "status", class: "loading" });
    readonly #bar = make("progress", { max: "1", "aria-label": "loading Python" });

    constructor() {
        this.#bar.hidden = true;
        this.element.append(this.#said, this.#loading, this.#bar);
    }

    say(message: string): void {
        this.#said.classList.remove("bad");
        this.#said.textContent = message;
    }

    warn(message: string): void {
        this.say(message);
        this.#said.classList.add("bad");
    }

    /** Tells how the loading goes on, and how it ends. */
    async follow(python: Interpreter): Promise<void> {
        this.#bar.hidden = false;
        python.onprogress = (what, done) => {
            // A screen reader is told what is waited for, and not each part of it.
            if (this.#loading.textContent !== what) {
                this.#loading.textContent = what;
            }
            this.#bar.value = done;
        };
        try {
            await python.ready;
            this.#loading.textContent = wordsFor(python);
        } catch (error) {
            this.#loading.classList.add("bad");
            this.#loading.replaceChildren(`${wordsOf(error)} `, button("Try again", () => location.reload()));
        } finally {
            this.#bar.hidden = true;
            python.onprogress = null;
        }
    }
}

function wordsFor({ versions }: Interpreter): string | null {
    return versions && `Python ${versions.python} and cellophane ${versions.cellophane} run here, in this page.`;
}
