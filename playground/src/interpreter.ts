/** What the pages ask of Python: the contract between the pages and the workers that answer. */

/** A stretch of the text; rows and columns count from 1, columns in characters (code points), as cellophane's JSON. */
export interface Span {
    row: number;
    column: number;
    end_row: number;
    end_column: number;
}

export interface Edit {
    span: Span;
    text: string;
}

export interface Evidence {
    span: Span;
    /** In words: "made here in each iteration". */
    message: string;
    number: number | null;
}

export interface Fix {
    /** "bind `factor` when it is made: `lambda number, *, factor=factor: …`" */
    message: string;
    safe: boolean;
    /** Why it is not, in words. */
    reason: string | null;
    edits: Edit[];
}

export interface Finding {
    code: string;
    message: string;
    certainty: "certain" | "likely" | "possible";
    name: string;
    span: Span;
    evidence: Evidence[];
    fix: Fix | null;
    /** Why there is no fix, in words. */
    unfixed: string | null;
}

/** What could not be checked: a syntax error, with its place. */
export interface Problem {
    message: string;
    row: number | null;
    column: number | null;
}

export interface Checked {
    findings: Finding[];
    problems: Problem[];
    /** Every place at which `why` has something to tell. */
    closures: Span[];
}

/** What became of a closure: `text` is what `cellophane why` prints. */
export interface Why {
    text: string;
}

/** What is shown of a run in one panel: an HTML page, or in a sentence why there is none. */
export type Made = { page: string } | { reason: string };

/** Each part that was asked for is made, or has its reason; null are those that were not, and all of a run that did not
    come to its end. `message` says how the program ended, and nothing of the parts. */
export interface Finished {
    /** `ended`: by itself; `raised`: with a traceback, which was printed; `stopped`: by stop(); `limit`: it took too
        long or printed too much, `message` says which; `died`: the worker itself came to an end. */
    how: "ended" | "raised" | "stopped" | "limit" | "died";
    message: string | null;
    /** The drawing of the program's live functions, as `cellophane show` draws them. */
    look: Made | null;
    /** The time line. */
    timeline: Made | null;
    /** What `cellophane.cost` tells of the function `measured` of the program. */
    cost: Made | null;
    seconds: number;
}

export interface RunOptions {
    /** What to make beside the output. `timeline` runs the program under the recorder. */
    show: ("look" | "timeline" | "cost")[];
    /** Lines that `input()` gives; after them it raises EOFError with a message that says where to type some. */
    input: string;
    /** Seconds; default 10. */
    limit?: number;
}

export type Stream = "stdout" | "stderr";

export interface Interpreter {
    /** Resolves when checks can be answered; rejects with a message for people (no WebAssembly, a file missing …). */
    readonly ready: Promise<void>;
    /** "3.13.2" and cellophane's "0.1.0", known when ready. */
    readonly versions: { python: string; cellophane: string } | null;
    /** Called as loading goes on: what is waited for, in words, and how much of it is done (0 to 1). */
    onprogress: ((what: string, done: number) => void) | null;
    /** The answer for the latest text only: an older question that has not been answered rejects with "superseded". */
    check(text: string): Promise<Checked>;
    /** The text with all safe fixes made (`unsafe`: the others as well), as `cellophane check --fix` writes it. */
    fix(text: string, unsafe: boolean): Promise<string>;
    why(text: string, row: number, column: number): Promise<Why>;
    /** One run at a time: an earlier one is stopped. Output comes in pieces, in order, before the promise resolves. */
    run(text: string, options: RunOptions, onoutput: (stream: Stream, piece: string) => void): Promise<Finished>;
    /** Ends the run; there is nothing to stop otherwise. */
    stop(): void;
}

/** `base` is the address of the directory `playground/`, with a slash at its end. */
export type StartInterpreter = (base: URL) => Interpreter;
