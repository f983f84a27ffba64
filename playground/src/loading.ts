/** The interpreter's files, fetched from the site itself. */

import type { Files } from "./messages";

const NAMES = { script: "python/script.bin", wasm: "python/wasm.bin", library: "python/library.bin" } as const;

/** Fetch all of them. `ontold` is told how much has come, from 0 to 1. */
export async function fetched(base: URL, ontold: (done: number) => void): Promise<Files> {
    const parts = Object.entries(NAMES).map(async ([key, name]) => [key, await response(new URL(name, base))] as const);
    const responses = await Promise.all(parts);
    const sizes = responses.map(([, { headers }]) => Number(headers.get("Content-Length") ?? 0));
    const whole = sizes.every((size) => size > 0) ? sizes.reduce((sum, size) => sum + size) : Infinity;
    let come = 0;
    const contents = responses.map(async ([key, answer]) => {
        const content = await read(answer, (size) => ontold(Math.min(1, (come += size) / whole)));
        return [key, content] as const;
    });
    return Object.fromEntries(await Promise.all(contents)) as unknown as Files;
}

async function response(address: URL): Promise<Response> {
    const answer = await fetch(address).catch(() => null);
    if (!answer?.ok) {
        const why = answer === null ? "there is no connection to it" : `the server says ${answer.status}`;
        throw new Error(`${address.pathname} could not be loaded: ${why}. Reload the page to try again.`);
    }
    return answer;
}

async function read(answer: Response, oncome: (size: number) => void): Promise<ArrayBuffer> {
    const counted = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
            oncome(piece.length);
            controller.enqueue(piece);
        },
    });
    return new Response(answer.body?.pipeThrough(counted)).arrayBuffer();
}
