/** The menu of programs to begin with, from the file that is built beside the page. */

import { make, prose } from "./dom";
import { Refused } from "./sharing";

export interface Example {
    /** What it is called in the address. */
    name: string;
    title: string;
    text: string;
}

export interface Group {
    label: string;
    programs: Example[];
}

export class Examples {
    readonly #programs = new Map<string, Example>();
    readonly #loaded: Promise<void>;

    constructor(base: URL, menu: HTMLElement) {
        this.#loaded = this.#load(base, menu);
        // Told to the reader who asks for one.
        this.#loaded.catch(() => undefined);
    }

    /** The program that an address names; null if it names none. Rejects for one that there is not, or cannot be had. */
    async named(fragment: string): Promise<Example | null> {
        const name = new URLSearchParams(fragment).get("example");
        if (name === null) {
            return null;
        }
        await this.#loaded;
        const found = this.#programs.get(name);
        if (found === undefined) {
            throw new Refused(`There is no example called ${name}; the menu has all.`);
        }
        return found;
    }

    async #load(base: URL, menu: HTMLElement): Promise<void> {
        const answer = await fetch(new URL("examples.json", base));
        if (!answer.ok) {
            throw new Error(`The examples cannot be loaded: the server says ${answer.status}.`);
        }
        const groups = (await answer.json()) as Group[];
        for (const { label, programs } of groups) {
            const links = programs.map(({ name, title }) =>
                make("li", {}, make("a", { href: `#example=${encodeURIComponent(name)}` }, ...prose(title))),
            );
            menu.append(make("section", {}, make("h2", {}, label), make("ul", {}, ...links)));
            for (const each of programs) {
                this.#programs.set(each.name, each);
            }
        }
    }
}
