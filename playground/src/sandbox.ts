/** The script of the frame that shuts Python in. Its origin is none, and its policy lets nothing be asked for.
 *
 * It unpacks the interpreter's files once, and starts and ends workers. These inherit the policy, since their script
 * comes from memory. They talk to the page directly, each over a port of its own.
 */

import type { Begin, Files, FromWorker, ToFrame } from "./messages";

interface Interpreter {
    script: string;
    wasm: WebAssembly.Module;
    library: ArrayBuffer;
}

let interpreter: Promise<Interpreter> | null = null;
const workers = new Map<number, Promise<Worker>>();

const { origin } = self;

addEventListener("message", ({ source, data }: MessageEvent<ToFrame>) => {
    // Whoever shows this page in a frame of another kind would have it run scripts in the name of the site.
    if (origin !== "null" || source !== parent) {
        return;
    }
    if (data.kind === "files") {
        interpreter = unpacked(data.files);
    } else if (data.kind === "start") {
        const worker = start(data.port);
        workers.set(data.worker, worker);
        worker.catch((error: unknown) => {
            const message: FromWorker = { kind: "failed", message: String(error) };
            data.port.postMessage(message);
        });
    } else {
        const worker = workers.get(data.worker);
        workers.delete(data.worker);
        worker?.then((it) => it.terminate(), () => {});
    }
});

async function unpacked({ script, wasm, library }: Files): Promise<Interpreter> {
    const code = new Response(unzipped(wasm), { headers: { "Content-Type": "application/wasm" } });
    const [text, module, files] = await Promise.all([
        new Response(unzipped(script)).blob(),
        WebAssembly.compileStreaming(code),
        new Response(unzipped(library)).arrayBuffer(),
    ]);
    return { script: URL.createObjectURL(new Blob([text], { type: "text/javascript" })), wasm: module, library: files };
}

function unzipped(bytes: ArrayBuffer): ReadableStream<Uint8Array<ArrayBuffer>> {
    return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

async function start(port: MessagePort): Promise<Worker> {
    if (interpreter === null) {
        throw new Error("the files of the interpreter have not come");
    }
    const { script, wasm, library } = await interpreter;
    const worker = new Worker(script);
    const begin: Begin = { port, wasm, library };
    worker.postMessage(begin, [port]);
    return worker;
}
