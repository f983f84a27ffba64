/** The workers that run the reader's program: a fresh one each time, ended with the run. */

import type { Frame, PythonWorker } from "./frame";
import type { Finished, RunOptions, Stream } from "./interpreter";
import type { FromWorker } from "./messages";
import { isShown, type Shown } from "./untrusted";

/** Seconds, unless it is said otherwise. */
const LIMIT = 10;
/** Seconds for drawing and measuring when the program has ended. */
const SHOWING = 30;
/** Characters that a program prints at the most, and messages that are heard of its worker. */
const MOST_OUTPUT = 1_000_000;
const MOST_MESSAGES = 20_000;

/** Characters that are told of why Python came to an end. */
const MOST_TOLD = 500;

export type OnOutput = (stream: Stream, piece: string) => void;

export class Runner {
    private worker: Starting | null = null;
    private current: Run | null = null;

    constructor(private readonly frame: Frame) {}

    /** Have a worker ready before one is needed. */
    warm(): Starting {
        return (this.worker ??= new Starting(this.frame));
    }

    async run(text: string, options: RunOptions, onoutput: OnOutput): Promise<Finished> {
        this.stop();
        const run = new Run(this.warm(), options, onoutput);
        this.current = run;
        const finished = await run.of(text);
        if (this.current === run) {
            this.renew();
        }
        return finished;
    }

    stop(): void {
        if (this.current !== null) {
            this.current.end({ how: "stopped", message: null });
            this.renew();
        }
    }

    /** No worker is used for two programs. */
    private renew(): void {
        this.current = null;
        this.worker = new Starting(this.frame);
    }
}

/** A worker in which nothing has run. */
class Starting {
    readonly worker: PythonWorker;
    /** Resolves with what is in the way, or with nothing. */
    readonly ready: Promise<string | null>;

    constructor(frame: Frame) {
        this.worker = frame.start();
        this.ready = new Promise((resolve) => {
            this.worker.onmessage = (message) => {
                if (message.kind === "ready" || message.kind === "failed") {
                    resolve(message.kind === "failed" ? message.message : null);
                }
            };
            this.worker.onclose = () => resolve("Python came to an end");
        });
    }
}

type End = Pick<Finished, "how" | "message"> & Partial<Finished>;

class Run {
    private readonly worker: PythonWorker;
    private readonly seconds: number;
    private readonly finished: Promise<Finished>;
    private resolve!: (finished: Finished) => void;
    private began = performance.now();
    private timer = 0;
    private characters = 0;
    private messages = 0;
    private isShowing = false;
    private isOver = false;

    constructor(
        private readonly starting: Starting,
        private readonly options: RunOptions,
        private readonly onoutput: OnOutput,
    ) {
        this.worker = starting.worker;
        this.seconds = options.limit ?? LIMIT;
        this.finished = new Promise((resolve) => (this.resolve = resolve));
    }

    /** Run the program; what became of it. */
    async of(text: string): Promise<Finished> {
        const inTheWay = await Promise.race([this.starting.ready, this.finished]);
        if (typeof inTheWay === "string") {
            this.end({ how: "died", message: `Python could not be started: ${inTheWay}` });
        } else if (inTheWay === null) {
            this.begin(text);
        }
        return this.finished;
    }

    end(how: End): void {
        if (!this.isOver) {
            this.isOver = true;
            clearTimeout(this.timer);
            this.worker.end();
            const seconds = (performance.now() - this.began) / 1000;
            this.resolve({ look: null, timeline: null, cost: null, seconds, ...how });
        }
    }

    private begin(text: string): void {
        this.began = performance.now();
        this.worker.onmessage = (message) => this.hear(message);
        this.worker.onclose = () => this.end(DIED);
        const over = `stopped: it took longer than ${this.seconds} ${this.seconds === 1 ? "second" : "seconds"}`;
        this.timer = setTimeout(() => this.end({ how: "limit", message: over }), this.seconds * 1000);
        this.worker.ask({ number: 1, call: "run", arguments: [text, this.options.show, this.options.input] });
    }

    private hear(message: FromWorker): void {
        this.messages += 1;
        if (this.messages > MOST_MESSAGES) {
            this.end(TOO_MUCH);
        } else if (message.kind === "output") {
            this.print(message.stream, message.piece);
        } else if (message.kind === "showing" && !this.isShowing) {
            this.isShowing = true;
            clearTimeout(this.timer);
            const over = `the program ended, and drawing it took longer than ${SHOWING} seconds`;
            this.timer = setTimeout(() => this.end({ how: "limit", message: over }), SHOWING * 1000);
        } else if (message.kind === "answer") {
            this.end(isShown(message.answer) ? ended(message.answer) : DIED);
        } else if (message.kind === "refused" || message.kind === "failed") {
            const last = message.message.trim().split("\n").at(-1)?.slice(0, MOST_TOLD);
            this.end({ how: "died", message: `Python itself came to an end: ${last}` });
        }
    }

    private print(stream: Stream, piece: string): void {
        this.characters += piece.length;
        if (this.characters > MOST_OUTPUT) {
            this.end(TOO_MUCH);
        } else {
            this.onoutput(stream, piece);
        }
    }
}

const TOO_MUCH: End = {
    how: "limit",
    message: `stopped: it printed more than ${MOST_OUTPUT.toLocaleString("en")} characters`,
};
const DIED: End = { how: "died", message: "Python itself came to an end" };

function ended({ raised, message, look, timeline, cost, seconds }: Shown): End {
    return { how: raised ? "raised" : "ended", message, look, timeline, cost, seconds };
}
