/** Python for the pages: starts what `interpreter.ts` promises. */

import { Checker, type Versions } from "./checker";
import { Frame } from "./frame";
import type { Checked, Finished, Interpreter, RunOptions, StartInterpreter, Why } from "./interpreter";
import { fetched } from "./loading";
import { type OnOutput, Runner } from "./runner";

/** Of all that is waited for, so much is the loading; the rest is Python's start. */
const LOADING = 0.7;
/** Milliseconds for a first check, in which no other worker is started. */
const FIRST_CHECK = 2000;

export const startInterpreter: StartInterpreter = (base) => new Engine(base);

class Engine implements Interpreter {
    versions: Versions | null = null;
    onprogress: Interpreter["onprogress"] = null;
    readonly ready: Promise<void>;
    private readonly parts: Promise<{ checker: Checker; runner: Runner }>;

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
        return (await this.parts).runner.run(text, options, onoutput);
    }

    stop(): void {
        void this.parts.then(({ runner }) => runner.stop(), () => {});
    }

    private async start(base: URL): Promise<{ checker: Checker; runner: Runner }> {
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
