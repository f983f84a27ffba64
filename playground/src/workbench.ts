/** A program at work: its editor, what is seen of it in panels, and Python behind them. */

import { Drawing } from "./drawing";
import { Editor, type Mark } from "./editor";
import { debounced, handOn } from "./dom";
import { Findings } from "./findings";
import type { Checked, Evidence, Finding, Finished, Fix, Interpreter, RunOptions } from "./interpreter";
import { pasted } from "./opening";
import type { Panel, Panels } from "./panels";
import { isIn, type Place } from "./places";
import { Printed } from "./printed";
import { refuseLong } from "./sharing";
import { Trail } from "./why";
import { wordsOf } from "./words";

/** Milliseconds without a key until what was typed is checked. */
const PAUSE = 200;

export type Shown = RunOptions["show"][number];

export interface Surroundings {
    /** The address of the directory `playground/`. */
    base: URL;
    /** Python, which is loaded when it is asked for the first time. */
    python(): Interpreter;
    /** Arranges the panels. */
    arrange(panels: readonly Panel[]): Panels;
    /** Says to the reader what went wrong; nothing takes back what was said before. */
    say(message: string): void;
    /** The program was changed. */
    changed(): void;
    /** It runs, or no longer does. */
    running(runs: boolean): void;
    /** What is seen of it in this panel is there. */
    seen(name: string): void;
}

export class Workbench {
    readonly editor: Editor;
    readonly panels: Panels;
    readonly #findings: Findings;
    readonly #printed = new Printed();
    readonly #why: Trail;
    readonly #drawings: Record<Shown, Drawing>;
    readonly #check = debounced(PAUSE, () => void this.check());
    readonly #explain = debounced(PAUSE, () => void this.#tellWhy());
    #checked: (Checked & { text: string }) | null = null;
    #chosen: Finding | null = null;
    #runs = 0;

    constructor(
        host: HTMLElement,
        program: string,
        private readonly names: readonly string[],
        private readonly around: Surroundings,
    ) {
        const { base } = around;
        this.#findings = new Findings(base, {
            chosen: (finding) => {
                this.#choose(finding === this.#chosen ? null : finding);
                this.editor.reveal(finding.span.row);
            },
            goTo: (place) => this.editor.goTo(place),
            mend: (fix) => this.#mend(fix),
            mendAll: (unsafe) => void this.#mendAll(unsafe),
        });
        this.#why = new Trail(this.#explain);
        const light = (rows: readonly number[]) => this.editor.light(rows);
        const drawing = (name: Shown, label: string, empty: string, make: string) =>
            new Drawing(name, label, base, { empty, make, without: "h1, .source" }, light, () => void this.run(name));
        this.#drawings = {
            look: drawing(
                "look",
                "Drawing",
                "What the functions of the program captured is drawn after it has run.",
                "Run and draw",
            ),
            timeline: drawing(
                "timeline",
                "Time line",
                "Each event of a captured variable, in order: made, rebound, read by whom.",
                "Run and record",
            ),
            cost: drawing(
                "cost",
                "Cost",
                "What it costs that a function captured: of the one that the program calls `measured`.",
                "Run and measure",
            ),
        };
        const all: Panel[] = [this.#findings, this.#printed, ...Object.values(this.#drawings), this.#why];
        this.panels = around.arrange(names.flatMap((name) => all.find((panel) => panel.name === name) ?? []));
        this.editor = new Editor(host, program, "The program, in Python", {
            changed: () => this.#changed(),
            moved: (place) => this.#moved(place),
            run: () => void this.run(),
            pasted: (text) => pasted(text, (message) => around.say(message)),
        });
        this.#printed.readsInput(asksForInput(program));
    }

    /** Checks the program as it is, once Python is there. Nothing of it runs. */
    async check(): Promise<void> {
        if (!this.names.includes("findings")) {
            return;
        }
        const { text } = this.editor;
        try {
            refuseLong(text);
            const checked = await this.around.python().check(text);
            if (text === this.editor.text) {
                this.#show({ ...checked, text });
            }
        } catch (error) {
            if (text !== this.editor.text) {
                return;
            }
            if (isSuperseded(error)) {
                // By another program of the page.
                this.#check();
            } else {
                this.#clear(wordsOf(error));
            }
        }
    }

    /** Runs the program. Asked for a drawing, that is what comes to the front. */
    async run(asked?: Shown): Promise<void> {
        const { text } = this.editor;
        const front = asked ?? this.panels.current ?? "";
        const number = ++this.#runs;
        const show = this.#toShow(front);
        const python = this.around.python();
        this.around.say("");
        this.around.running(true);
        this.#printed.begin(python.versions === null ? "Waiting for Python …" : "Running …");
        this.panels.show(isShown(front) && front !== "look" && show.includes(front) ? front : asked ?? "output");
        try {
            refuseLong(text);
            if (this.#checked === null) {
                void this.check();
            }
            const add = (stream: "stdout" | "stderr", piece: string) => {
                if (number === this.#runs) {
                    this.#printed.add(stream, piece);
                }
            };
            await python.ready;
            this.#printed.say("Running …");
            this.around.seen("output");
            const finished = await python.run(text, { show, input: this.#printed.input }, add);
            if (number === this.#runs) {
                this.#finish(finished, show, text);
            }
        } catch (error) {
            if (number === this.#runs) {
                this.#printed.say(wordsOf(error));
                this.panels.show("output");
            }
        } finally {
            if (number === this.#runs) {
                this.around.running(false);
            }
        }
    }

    stop(): void {
        this.around.python().stop();
    }

    /** What a run is to make: where tabs are, recording and measuring only for the one in front, as they take time. */
    #toShow(front: string): Shown[] {
        const possible = this.names.filter(isShown);
        return this.panels.current === null ? possible : possible.filter((name) => name === "look" || name === front);
    }

    #finish(finished: Finished, show: readonly Shown[], text: string): void {
        this.#printed.end(finished);
        for (const name of show) {
            const made = finished[name] ?? { reason: UNMADE };
            this.#drawings[name].draw(made);
            if ("page" in made) {
                this.around.seen(name);
            }
            if (this.panels.current === null) {
                this.panels.show(name);
            }
        }
        if (finished.how !== "ended") {
            // Where its traceback is, or what ended it.
            this.panels.show("output");
        }
        if (text !== this.editor.text) {
            this.#outdate();
        }
    }

    #changed(): void {
        // Until it is checked anew, what was found is still marked, and moves with the text; but edits would go astray.
        this.#checked = null;
        this.around.say("");
        this.#outdate();
        this.#printed.readsInput(asksForInput(this.editor.text));
        this.#check();
        this.around.changed();
    }

    #outdate(): void {
        this.editor?.light([]);
        this.#printed.outdate();
        for (const drawing of Object.values(this.#drawings)) {
            drawing.outdate();
        }
    }

    #moved(place: Place): void {
        const here = this.#checked?.findings.find((finding) => touches(finding, place));
        if (here && here !== this.#chosen) {
            this.#choose(here);
        }
        if (this.panels.current === "why") {
            this.#explain();
        }
    }

    #show(checked: Checked & { text: string }): void {
        const { findings, problems, closures } = checked;
        this.#checked = checked;
        handOn(() => this.#findings.show(findings, problems), () => this.editor);
        this.around.seen("findings");
        this.panels.count("findings", findings.length + problems.length);
        this.panels.show(this.panels.current ?? "findings");
        this.editor.mark([...findings.map((each) => this.#markOf(each)), ...problems.flatMap(problemMark)], closures);
        const place = this.editor.place;
        const here = findings.find((each) => touches(each, place));
        this.#choose(here ?? sameAs(findings, this.#chosen) ?? findings[0] ?? null);
    }

    /** There is nothing to list, and why. */
    #clear(why: string): void {
        handOn(() => this.#findings.say(why), () => this.editor);
        this.editor.mark([], []);
        this.panels.count("findings", null);
        this.#choose(null);
    }

    #choose(finding: Finding | null): void {
        this.#chosen = finding;
        this.#findings.choose(finding);
        this.editor.showEvidence(finding === null ? [] : stepsOf(finding));
    }

    #markOf({ span, certainty, message, fix, code }: Finding): Mark {
        const severity = ({ certain: "error", likely: "warning", possible: "info" } as const)[certainty];
        const actions = fix?.safe ? [{ name: "Mend it", act: () => this.#mend(fix) }] : [];
        return { span, severity, message: `${code} ${message} (${certainty})`, actions };
    }

    #mend(fix: Fix): void {
        if (this.#checked?.text === this.editor.text) {
            this.editor.edit(fix.edits);
            void this.check();
        }
    }

    async #mendAll(unsafe: boolean): Promise<void> {
        const { text } = this.editor;
        try {
            const mended = await this.around.python().fix(text, unsafe);
            if (text === this.editor.text) {
                this.editor.replace(mended);
                void this.check();
            }
        } catch (error) {
            this.around.say(wordsOf(error));
        }
    }

    async #tellWhy(): Promise<void> {
        const place = this.editor.place;
        if (this.#checked === null || !this.#checked.closures.some((span) => isIn(span, place))) {
            this.#why.hint();
            return;
        }
        try {
            const { text } = await this.around.python().why(this.#checked.text, place.row, place.column);
            this.#why.tell(text);
        } catch (error) {
            this.#why.fail(wordsOf(error));
        }
    }
}

const UNMADE = "Nothing could be made of this run: Output says how it ended.";

function isShown(name: string): name is Shown {
    return name === "look" || name === "timeline" || name === "cost";
}

function asksForInput(program: string): boolean {
    return /\binput\s*\(/.test(program);
}

/** Its evidence, and before it what is captured, unless a step is about that. */
function stepsOf({ evidence, name, span }: Finding): Evidence[] {
    const told = evidence.some((each) => JSON.stringify(each.span) === JSON.stringify(span));
    return told ? evidence : [{ span, message: `\`${name}\` is read here`, number: null }, ...evidence];
}

function touches({ span, evidence }: Finding, place: Place): boolean {
    return isIn(span, place) || evidence.some((each) => each.number === 1 && isIn(each.span, place));
}

/** The finding that is what another one was before the text was edited. */
function sameAs(findings: readonly Finding[], before: Finding | null): Finding | undefined {
    const same = ({ code, name, span }: Finding) =>
        code === before?.code && name === before.name && span.row === before.span.row;
    return findings.find(same);
}

function problemMark({ message, row, column }: Checked["problems"][number]): Mark[] {
    if (row === null) {
        return [];
    }
    const at = column ?? 1;
    return [{ span: { row, column: at, end_row: row, end_column: at + 1 }, severity: "error", message, actions: [] }];
}

function isSuperseded(error: unknown): boolean {
    return wordsOf(error) === "superseded";
}
