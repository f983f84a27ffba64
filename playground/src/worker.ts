/** CPython in a worker: started from bytes that it is handed, and asked one question after the other.
 *
 * Pyodide's scripts stand before this one in the same file. The policy of the frame holds here as well: nothing can be
 * fetched, so what Pyodide would fetch is answered from memory while it loads.
 */

import { info } from "pyodide/pyodide-lock.json";
import { type FileSystem, unpack } from "./library";
import type { Begin, Ending, FromWorker, Question } from "./messages";
import { Output } from "./output";

interface Python {
    FS: FileSystem;
    version: string;
    pyimport(name: string): Record<string, (text: string) => string>;
    setStdout(options: { write(bytes: Uint8Array): number; isatty: boolean }): void;
    setStderr(options: { write(bytes: Uint8Array): number; isatty: boolean }): void;
}

declare function loadPyodide(options: object): Promise<Python>;

const EMPTY_ZIP = Uint8Array.from([0x50, 0x4b, 5, 6, ...Array<number>(18).fill(0)]);
const NOWHERE = "https://nowhere.invalid/";
/** A program that fills all memory must end before the reader's computer does. */
const MOST_MEMORY = 1 << 30;
const PAGE = 1 << 16;

self.onmessage = ({ data }: MessageEvent<Begin>) => {
    self.onmessage = null;
    const say = (message: FromWorker) => data.port.postMessage(message);
    start(data, say).catch((error: unknown) => say({ kind: "failed", message: String(error) }));
};

async function start({ port, wasm, library }: Begin, say: (message: FromWorker) => void): Promise<void> {
    const python = await loaded(wasm, library);
    const output = new Output(say);
    python.setStdout({ write: (bytes) => output.write("stdout", bytes), isatty: false });
    python.setStderr({ write: (bytes) => output.write("stderr", bytes), isatty: false });
    const seen = python.pyimport("seen");
    port.onmessage = ({ data }: MessageEvent<Question>) => {
        try {
            const given = JSON.stringify(data.arguments);
            let answer = seen[data.call]!(given);
            if (data.call === "run") {
                output.flush();
                say({ kind: "showing", ...(JSON.parse(answer) as Ending) });
                answer = seen["show"]!(given);
            }
            output.flush();
            say({ kind: "answer", number: data.number, answer: JSON.parse(answer) });
        } catch (error) {
            output.flush();
            say({ kind: "refused", number: data.number, message: String(error) });
        }
    };
    const versions = JSON.parse(seen["versions"]!("[]")) as { python: string; cellophane: string };
    say({ kind: "ready", ...versions });
}

/** Pyodide, started from memory. */
async function loaded(wasm: WebAssembly.Module, library: ArrayBuffer): Promise<Python> {
    const { fetch } = self;
    const { instantiateStreaming, Memory } = WebAssembly;
    // It asks for an archive of the standard library, whose files are in ours.
    self.fetch = () => Promise.resolve(new Response(EMPTY_ZIP));
    WebAssembly.instantiateStreaming = async (_, imports) => ({
        module: wasm,
        instance: await WebAssembly.instantiate(wasm, imports),
    });
    WebAssembly.Memory = class extends Memory {
        constructor(wanted: WebAssembly.MemoryDescriptor) {
            super({ ...wanted, maximum: MOST_MEMORY / PAGE });
        }
    };
    try {
        return await loadPyodide({
            indexURL: NOWHERE,
            packageBaseUrl: NOWHERE,
            lockFileContents: { info, packages: {} },
            enableRunUntilComplete: false,
            env: { HOME: "/reader", PYTHONDONTWRITEBYTECODE: "1" },
            fsInit: (files: FileSystem) => Promise.resolve(unpack(library, files)),
        });
    } finally {
        self.fetch = fetch;
        Object.assign(WebAssembly, { instantiateStreaming, Memory });
    }
}
