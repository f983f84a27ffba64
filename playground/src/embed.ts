/** Makes an editor of each program on a page of the tour. Python is loaded when the reader first wants something. */

import { button, debounced, handOn, make } from "./dom";
import { helpLine } from "./editor";
import { startInterpreter } from "./engine";
import type { Interpreter } from "./interpreter";
import { fetched } from "./loading";
import { Stack } from "./panels";
import { fragmentOf } from "./sharing";
import { Status } from "./status";
import { Workbench } from "./workbench";

const base = new URL(".", import.meta.url);
/** Milliseconds without a key until the link to the playground has the program as it is. */
const PAUSE = 500;

let python: Interpreter | null = null;

/** Python, one for all programs of the page. */
function wanted(status: Status): Interpreter {
    if (python !== null) {
        return python;
    }
    python = startInterpreter(base);
    void status.follow(python);
    return python;
}

function upgrade(section: HTMLElement): void {
    const written = section.querySelector("pre");
    const block = written && [...section.children].find((child) => child.contains(written));
    if (!written || !block) {
        return;
    }
    const program = (written.textContent ?? "").trimEnd();
    const stills = new Map([...section.querySelectorAll<HTMLElement>("[data-panel]")].map((part) => [
        part.dataset["panel"],
        part,
    ]));
    const names = (section.dataset["show"] ?? "output").split(" ");
    const status = new Status();
    const host = make("div", { class: "editor" });
    const run = button("Run", () => void workbench.run(), { class: "primary", title: "Ctrl+Enter" });
    const stop = button("Stop", () => workbench.stop());
    stop.disabled = true;
    const reset = button("Reset", () => workbench.editor.replace(program), { title: "Back to the program as it was" });
    reset.hidden = true;
    const link = make("a", { class: "open" }, "Open in the playground");
    const relink = debounced(PAUSE, () => void pointTo(link, workbench.editor.text));
    section.classList.add("alive");
    block.replaceWith(host, helpLine(), make("div", { class: "toolbar" }, run, stop, reset, link), status.element);

    const workbench = new Workbench(host, program, names, {
        base,
        python: () => wanted(status),
        arrange: (panels) => new Stack(panels, (panel, name) => stills.get(name)?.after(panel)),
        say: (message) => status.warn(message),
        changed() {
            const same = workbench.editor.text === program;
            handOn(() => (reset.hidden = same), () => workbench.editor);
            stills.forEach((still) => still.classList.toggle("outdated", !same));
            relink();
        },
        running(runs) {
            handOn(() => (stop.disabled = !runs), () => run);
            run.classList.toggle("running", runs);
        },
        seen: (name) => stills.get(name)?.remove(),
    });
    host.addEventListener("focusin", () => void workbench.check(), { once: true });
    void pointTo(link, program);
}

async function pointTo(link: HTMLAnchorElement, program: string): Promise<void> {
    const page = new URL("index.html", base);
    page.hash = await fragmentOf(program).catch(() => "");
    link.href = page.href;
}

/** What it takes is fetched while nothing else is to be done, so that Run need not wait for it. */
function prefetch(): void {
    const { connection } = navigator as { connection?: { saveData?: boolean } };
    if (!connection?.saveData) {
        fetched(base, () => undefined).catch(() => undefined);
    }
}

for (const section of document.querySelectorAll<HTMLElement>("section.cellophane-program")) {
    upgrade(section);
}
// Where it is not known when a browser is idle, nothing is fetched before it is asked for.
if (typeof requestIdleCallback === "function") {
    addEventListener("load", () => requestIdleCallback(prefetch), { once: true });
}
