/** The page of the playground: what its buttons do, and what it begins with. */

import { Address } from "./address";
import { byId, debounced, handOn } from "./dom";
import { helpLine } from "./editor";
import { startInterpreter } from "./engine";
import { Examples } from "./examples";
import { openFiles } from "./opening";
import { Tabs } from "./panels";
import { Status } from "./status";
import { wordsOf } from "./words";
import { Workbench } from "./workbench";

const FIRST = `def visit():
    doors = {}
    for name in ("kitchen", "cellar", "garden"):
        doors[name] = lambda: f"You are in the {name}."

    print(doors["kitchen"]())
    print(doors["cellar"]())
    return doors


doors = visit()
`;

const base = new URL(".", location.href);
const status = new Status();
byId("status").append(status.element);

const python = startInterpreter(base);
const examples = new Examples(base, byId("example-list"));
const runButton = byId("run") as HTMLButtonElement;
const stopButton = byId("stop") as HTMLButtonElement;

const workbench = new Workbench(byId("editor"), FIRST, ["findings", "output", "look", "timeline", "cost", "why"], {
    base,
    python: () => python,
    arrange(panels) {
        const tabs = new Tabs(panels, "What is seen of the program");
        byId("seen").append(tabs.element);
        return tabs;
    },
    say: (message) => status.warn(message),
    changed: () => keepSoon(),
    seen: () => undefined,
    running(runs) {
        handOn(() => (stopButton.disabled = !runs), () => runButton);
        runButton.classList.toggle("running", runs);
    },
});
byId("editor").after(helpLine());

async function opened(program: Promise<string | null>, name = ""): Promise<void> {
    try {
        workbench.editor.replace((await program) ?? FIRST);
        status.say(name && `This is ${name}.`);
    } catch (error) {
        // The editor stays as it is.
        status.warn(wordsOf(error));
    }
}

const address = new Address((fragment) => examples.named(fragment), (program) => void opened(program));
const keep = () => address.keep(workbench.editor.text);
// Browsers take such notes only so often.
const keepSoon = debounced(500, keep);

async function share(): Promise<void> {
    try {
        const link = await address.share(workbench.editor.text);
        keep();
        await copied(link);
    } catch (error) {
        status.warn(wordsOf(error));
    }
}

async function copied(link: string): Promise<void> {
    try {
        await navigator.clipboard.writeText(link);
        status.say("The address is copied. The whole program is in it, and nothing was sent anywhere.");
    } catch {
        status.say("The program is in the address of this page now: copy it from there. Nothing was sent anywhere.");
    }
}

runButton.addEventListener("click", () => void workbench.run());
stopButton.addEventListener("click", () => workbench.stop());
byId("share").addEventListener("click", () => void share());
openFiles(byId("file") as HTMLInputElement, (text, name) => void opened(text, name));
byId("open").addEventListener("click", () => byId("file").click());
byId("editor").addEventListener("focusout", keep);

const menu = byId("examples") as HTMLDetailsElement;
// The menu closes when something was chosen, on Escape, and when the reader goes elsewhere.
menu.addEventListener("click", (event) => event.target instanceof HTMLAnchorElement && (menu.open = false));
menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && menu.open) {
        menu.open = false;
        menu.querySelector("summary")?.focus();
    }
});
addEventListener("click", ({ target }) => target instanceof Node && !menu.contains(target) && (menu.open = false));

void status.follow(python);
if (location.hash.length > 1 || history.state !== null) {
    address.open();
}
void workbench.check();
document.documentElement.classList.add("alive");
