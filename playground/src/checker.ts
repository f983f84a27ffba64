/** The worker that checks and never runs the reader's program: one question at a time, the latest text first. */

import type { Frame, PythonWorker } from "./frame";
import type { Checked, Why } from "./interpreter";
import type { FromWorker, Question } from "./messages";

interface Waiting {
    question: Question;
    resolve(answer: unknown): void;
    reject(error: Error): void;
}

/** Characters; longer programs are not looked at. */
const LONGEST = 200_000;
/** Milliseconds after which an answer is given up, and another worker started. */
const PATIENCE = 20_000;
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
        if (text.length > LONGEST) {
            return Promise.resolve(unchecked(`it has more than ${LONGEST} characters`));
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
            this.timer = setTimeout(() => this.giveUp("it took too long"), PATIENCE);
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
        if (this.asked?.question.call === "check") {
            this.asked.resolve(unchecked(why));
        } else {
            this.asked?.reject(new Error(`${CANNOT}: ${why}`));
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
