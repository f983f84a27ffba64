/**
 * The program that the address names, and the reader's own changes to it, kept with each step of the browser's history.
 *
 * An address names a program by its text, `#code=…`, or an example, `#example=…`. Nothing of it runs by itself.
 */

import type { Example } from "./examples";
import { fragmentOf, programIn } from "./sharing";

/** So many characters of a draft browsers keep for each step. */
const MOST_KEPT = 150_000;

export class Address {
    /** `example` is the one that a fragment names, if it does; `opened` is told each program the reader goes to. */
    constructor(
        private readonly example: (fragment: string) => Promise<Example | null>,
        private readonly opened: (program: Promise<string | null>) => void,
    ) {
        addEventListener("hashchange", () => this.open());
    }

    /** Opens what the address names, as the reader left it; null if it names nothing. */
    open(): void {
        const draft: unknown = (history.state as { draft?: unknown } | null)?.draft;
        this.opened(typeof draft === "string" ? Promise.resolve(draft) : this.#named());
    }

    /** Keeps the program, as it is now, for the reader who comes back to this step. */
    keep(program: string): void {
        history.replaceState(program.length > MOST_KEPT ? null : { draft: program }, "");
    }

    /** The address of the program, which becomes that of the page. Rejects with `Refused` for one that is too long. */
    async share(program: string): Promise<string> {
        const fragment = `#${await fragmentOf(program)}`;
        if (location.hash !== fragment) {
            history.pushState(null, "", fragment);
        }
        return location.href;
    }

    async #named(): Promise<string | null> {
        const fragment = location.hash.slice(1);
        return (await this.example(fragment))?.text ?? programIn(fragment);
    }
}
