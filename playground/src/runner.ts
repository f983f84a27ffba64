/** The workers that run the reader's program: a fresh one each time, ended with the run. */

import type { Frame, PythonWorker } from "./frame";
import type { Finished, RunOptions, Stream } from "./interpreter";
import type { Ending, FromWorker } from "./messages";
import { isParts, type Part, PARTS, type Parts } from "./untrusted";

/** Seconds, unless it is said otherwise. */
const LIMIT = 10;
/** Seconds for drawing and measuring when the program has ended. */
const SHOWING = 30;
/** Characters that a program prints at the most, and messages that are heard of its worker. */
const MOST_OUTPUT = 1_000_000;
const MOST_MESSAGES = 20_000;
/** Characters that are told of why Python came to an end, or of what its worker says. */
const MOST_TOLD = 500;

/** What became of a run; what is to be shown of it is still to be drawn. */
export type Ran = Omit<Finished, keyof Parts> & Parts;

export type OnOutput = (stream: Stream, piece: string) => void;

export class Runner {
    private worker: Starting | null = null;
    private current: Run | null = null;

    constructor(private readonly frame: Frame) {}

    /** Have a worker ready before one is needed. */
    warm(): Starting {
        return (this.worker ??= new Starting(this.frame));
    }

    async run(text: string, options: RunOptions, onoutput: OnOutput): Promise<Ran> {
        this.stop();
        const run = new Run(this.warm(), options, onoutput);
        this.current = run;
        const ran = await run.of(text);
        if (this.current === run) {
            this.renew();
        }
        return ran;
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

type End = Pick<Ran, "how" | "message"> & Partial<Ran>;

class Run {
    private readonly worker: PythonWorker;
    private readonly seconds: number;
    private readonly finished: Promise<Ran>;
    private resolve!: (ran: Ran) => void;
    private began = performance.now();
    private timer = 0;
    private characters = 0;
    private messages = 0;
    /** How the program ended, once it has; what is to be shown of it is being made. */
    private ending: Ending | null = null;
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
    async of(text: string): Promise<Ran> {
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
        this.worker.onclose = () => this.die(null);
        this.endAfter(this.seconds, { how: "limit", message: `stopped: it took longer than ${inSeconds(this.seconds)}` });
        this.worker.ask({ number: 1, call: "run", arguments: [text, this.options.show, this.options.input] });
    }

    private endAfter(seconds: number, end: End): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.end(end), seconds * 1000);
    }

    private hear(message: FromWorker): void {
        this.messages += 1;
        if (this.messages > MOST_MESSAGES) {
            this.end(TOO_MANY);
        } else if (message.kind === "output") {
            message.pieces.forEach(([stream, piece]) => this.print(stream, piece));
        } else if (message.kind === "showing" && this.ending === null) {
            this.ending = message;
            this.endAfter(SHOWING, this.without(`that took longer than ${inSeconds(SHOWING)}`));
        } else if (message.kind === "answer") {
            if (this.ending !== null && isParts(message.answer)) {
                this.end({ ...ended(this.ending), ...message.answer });
            } else {
                this.die(null);
            }
        } else if (message.kind === "refused" || message.kind === "failed") {
            this.die(message.message);
        }
    }

    private print(stream: Stream, piece: string): void {
        if (this.isOver) {
            return;
        }
        const room = MOST_OUTPUT - this.characters;
        this.characters += piece.length;
        this.onoutput(stream, piece.slice(0, room));
        if (piece.length > room) {
            this.end(TOO_MUCH);
        }
    }

    /** Python itself came to an end, while the program ran or afterwards. */
    private die(told: string | null): void {
        const last = told?.trim().split("\n").at(-1)?.slice(0, MOST_TOLD);
        const message = `Python itself came to an end${last ? `: ${last}` : ""}`;
        this.end(this.ending === null ? { how: "died", message } : this.without(message));
    }

    /** The program came to its end, and nothing could be shown of it. */
    private without(why: string): End {
        const part = (name: keyof Parts): Part | null =>
            this.options.show.includes(name) ? { reason: `This could not be made: ${why}.` } : null;
        const parts = Object.fromEntries(PARTS.map((name) => [name, part(name)])) as Parts;
        return { ...ended(this.ending!), ...parts };
    }
}

const TOO_MUCH: End = {
    how: "limit",
    message: `stopped: it printed more than ${MOST_OUTPUT.toLocaleString("en")} characters`,
};
const TOO_MANY: End = { how: "limit", message: "stopped: its worker sent more messages than can be heard" };

function ended({ raised, message, seconds }: Ending): End {
    return { how: raised ? "raised" : "ended", message: message?.slice(0, MOST_TOLD) ?? null, seconds };
}

function inSeconds(number: number): string {
    return `${number} ${number === 1 ? "second" : "seconds"}`;
}
