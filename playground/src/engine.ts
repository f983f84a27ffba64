/** Python for the pages: starts what `interpreter.ts` promises. */

import { Checker, type Versions } from "./checker";
import { Frame } from "./frame";
import type { Checked, Finished, Interpreter, Made, RunOptions, StartInterpreter, Why } from "./interpreter";
import { fetched } from "./loading";
import { type OnOutput, Runner } from "./runner";
import type { Part, PartName } from "./untrusted";

/** Of all that is waited for, so much is the loading; the rest is Python's start. */
const LOADING = 0.7;
/** Milliseconds for a first check, in which no other worker is started. */
const FIRST_CHECK = 2000;
/** Characters. */
const LONGEST_REASON = 1000;

export const startInterpreter: StartInterpreter = (base) => new Engine(base);

interface Parts {
    checker: Checker;
    runner: Runner;
}

class Engine implements Interpreter {
    versions: Versions | null = null;
    onprogress: Interpreter["onprogress"] = null;
    readonly ready: Promise<void>;
    private readonly parts: Promise<Parts>;

    constructor(base: URL) {
        this.parts = this.start(base);
        this.ready = this.parts.then(() => {});
        // Who asks is told as well; nobody need listen to this.
        this.ready.catch(() => {});
    }

    async check(text: string): Promise<Checked> {
        const { checker, runner } = await this.parts;
        const checked = await checker.check(text);
        runner.warm();
        return checked;
    }

    async fix(text: string, unsafe: boolean): Promise<string> {
        return (await this.parts).checker.fix(text, unsafe);
    }

    async why(text: string, row: number, column: number): Promise<Why> {
        return (await this.parts).checker.why(text, row, column);
    }

    async run(text: string, options: RunOptions, onoutput: OnOutput): Promise<Finished> {
        const { checker, runner } = await this.parts;
        checker.stopDrawing();
        const ran = await runner.run(text, options, onoutput);
        const [look, timeline, cost] = await Promise.all([
            drawn(checker, "look", ran.look),
            drawn(checker, "timeline", ran.timeline),
            drawn(checker, "cost", ran.cost),
        ]);
        return { ...ran, look, timeline, cost };
    }

    stop(): void {
        const stop = ({ checker, runner }: Parts) => {
            runner.stop();
            checker.stopDrawing();
        };
        void this.parts.then(stop, () => {});
    }

    private async start(base: URL): Promise<Parts> {
        const missing = lacking();
        if (missing) {
            throw new Error(`Python cannot be run in this browser, which has no ${missing}. A newer one can.`);
        }
        const frame = new Frame(base);
        this.onprogress?.("loading Python", 0);
        await frame.fill(await fetched(base, (done) => this.onprogress?.("loading Python", done * LOADING)));
        this.onprogress?.("starting Python", LOADING);
        const checker = new Checker(frame);
        this.versions = await checker.ready;
        this.onprogress?.("ready", 1);
        const runner = new Runner(frame);
        setTimeout(() => runner.warm(), FIRST_CHECK);
        return { checker, runner };
    }
}

/** A part of what a run is to show, drawn by the worker in which no program ever ran: what one says is only data. */
async function drawn(checker: Checker, name: PartName, part: Part | null): Promise<Made | null> {
    if (part === null) {
        return null;
    }
    return "data" in part ? checker.draw(name, part.data) : { reason: part.reason.slice(0, LONGEST_REASON) };
}

/** What it takes and this browser does not have, in words. */
function lacking(): string | null {
    if (typeof WebAssembly !== "object") {
        return "WebAssembly";
    }
    if (typeof Worker !== "function") {
        return "web workers";
    }
    return typeof DecompressionStream === "function" ? null : "DecompressionStream";
}
