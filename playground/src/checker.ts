/** The worker that checks and never runs the reader's program: one question at a time, the latest text first. */

import type { Frame, PythonWorker } from "./frame";
import type { Checked, Made, Why } from "./interpreter";
import type { FromWorker, Question } from "./messages";
import { MOST_CHARACTERS } from "./sharing";
import type { PartName } from "./untrusted";

interface Waiting {
    question: Question;
    resolve(answer: unknown): void;
    reject(error: Error): void;
}

/** Milliseconds after which an answer is given up, and another worker started. Checks wait while something is drawn. */
const PATIENCE = 20_000;
const PATIENCE_TO_DRAW = 10_000;
/** Characters of JSON; what has more is not drawn. */
const MOST_DATA = 8_000_000;
const CANNOT = "this program cannot be checked here";

export type Versions = { python: string; cellophane: string };

export class Checker {
    private worker: PythonWorker;
    private waiting: Waiting[] = [];
    private asked: Waiting | null = null;
    private timer = 0;
    private number = 0;
    readonly ready: Promise<Versions>;

    constructor(private readonly frame: Frame) {
        this.worker = frame.start();
        this.ready = this.started();
    }

    check(text: string): Promise<Checked> {
        if (text.length > MOST_CHARACTERS) {
            return Promise.resolve(unchecked(`it has more than ${MOST_CHARACTERS} characters`));
        }
        for (const older of this.withdrawn("check")) {
            older.reject(new Error("superseded"));
        }
        return this.ask("check", [text]) as Promise<Checked>;
    }

    fix(text: string, unsafe: boolean): Promise<string> {
        return this.ask("fix", [text, unsafe]) as Promise<string>;
    }

    why(text: string, row: number, column: number): Promise<Why> {
        return this.ask("why", [text, row, column]) as Promise<Why>;
    }

    /** The page of what came from a worker in which a program ran. */
    async draw(part: PartName, data: string): Promise<Made> {
        if (data.length > MOST_DATA) {
            return { reason: `This is too large to be drawn: more than ${MOST_DATA.toLocaleString("en")} characters.` };
        }
        try {
            return (await this.ask("draw", [part, data])) as Made;
        } catch (error) {
            return { reason: `This could not be drawn: ${error instanceof Error ? error.message : error}.` };
        }
    }

    /** Nobody waits for what is being drawn any longer. */
    stopDrawing(): void {
        for (const older of this.withdrawn("draw")) {
            older.reject(new Error("it was stopped"));
        }
    }

    private ask(call: Question["call"], given: readonly unknown[]): Promise<unknown> {
        return new Promise((resolve, reject) => {
            const question = { number: (this.number += 1), call, arguments: given };
            this.waiting.push({ question, resolve, reject });
            this.next();
        });
    }

    /** The questions of this kind that have not been answered, which nobody waits for any longer. */
    private *withdrawn(call: Question["call"]): Iterable<Waiting> {
        if (this.asked?.question.call === call) {
            yield this.asked;
        }
        const [withdrawn, others] = [true, false].map((is) =>
            this.waiting.filter(({ question }) => (question.call === call) === is),
        );
        this.waiting = others!;
        yield* withdrawn!;
    }

    private next(): void {
        if (this.asked === null && (this.asked = this.waiting.shift() ?? null)) {
            this.worker.ask(this.asked.question);
            this.timer = setTimeout(
                () => this.giveUp("it took too long"),
                this.asked.question.call === "draw" ? PATIENCE_TO_DRAW : PATIENCE,
            );
        }
    }

    private started(): Promise<Versions> {
        return new Promise((resolve, reject) => {
            this.worker.onmessage = (message) => {
                if (message.kind === "ready") {
                    resolve(message);
                } else if (message.kind === "failed") {
                    reject(new Error(`Python could not be started: ${message.message}`));
                } else {
                    this.hear(message);
                }
            };
            this.worker.onclose = () => this.giveUp("Python came to an end");
        });
    }

    private hear(message: FromWorker): void {
        const { asked } = this;
        if (message.kind === "answer" && message.number === asked?.question.number) {
            asked.resolve(message.answer);
            this.done();
        } else if (message.kind === "refused" && message.number === asked?.question.number) {
            // A text that is too much for Python itself leaves it unusable.
            const last = message.message.trim().split("\n").at(-1) ?? "";
            this.giveUp(/call stack|recursion/.test(last) ? "it is nested too deeply for a browser" : last);
        }
    }

    private done(): void {
        clearTimeout(this.timer);
        this.asked = null;
        this.next();
    }

    /** Leave a question unanswered, and go on with another worker. */
    private giveUp(why: string): void {
        const call = this.asked?.question.call;
        if (call === "check") {
            this.asked?.resolve(unchecked(why));
        } else {
            this.asked?.reject(new Error(call === "draw" ? why : `${CANNOT}: ${why}`));
        }
        this.worker.end();
        this.worker = this.frame.start();
        this.started().catch(() => {});
        this.done();
    }
}

/** What is told of a program that is too much. */
function unchecked(why: string): Checked {
    return { findings: [], problems: [{ message: `${CANNOT}: ${why}`, row: null, column: null }], closures: [] };
}
