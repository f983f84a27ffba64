/** What the page, the frame that shuts Python in, and the workers in that frame say to each other. */

import type { Stream } from "./interpreter";

/** The files of the interpreter, each packed by gzip. */
export interface Files {
    /** Pyodide's scripts and the worker's own. */
    script: ArrayBuffer;
    wasm: ArrayBuffer;
    /** The standard library and cellophane: see `library.ts`. */
    library: ArrayBuffer;
}

/** From the page to the frame. */
export type ToFrame =
    | { kind: "files"; files: Files }
    /** Start a worker, which talks to the page over this port. */
    | { kind: "start"; worker: number; port: MessagePort }
    | { kind: "end"; worker: number };

/** From the frame to a worker, once. */
export interface Begin {
    port: MessagePort;
    wasm: WebAssembly.Module;
    library: ArrayBuffer;
}

/** From the page to a worker: call a function of the package `seen` with these arguments. */
export interface Question {
    number: number;
    call: "check" | "fix" | "why" | "draw" | "run";
    arguments: readonly unknown[];
}

/** What a program printed, into one stream. */
export type Piece = readonly [stream: Stream, text: string];

/** How a program ended by itself. */
export interface Ending {
    raised: boolean;
    message: string | null;
    seconds: number;
}

/** From a worker, or from the frame in its place, to the page. Anything may come from one in which a program ran. */
export type FromWorker =
    | { kind: "ready"; python: string; cellophane: string }
    | { kind: "failed"; message: string }
    | { kind: "answer"; number: number; answer: unknown }
    | { kind: "refused"; number: number; message: string }
    | { kind: "output"; pieces: readonly Piece[] }
    /** The program has ended so; what is to be shown of it is made. */
    | ({ kind: "showing" } & Ending);
