/**
 * A program in an address: after the `#`, which no browser sends to a server.
 *
 * `code=1.` and the deflated text in base64url. The number is the version of this format.
 */

export const VERSION = "1";
/** So many characters an address may have: what chat programs and browsers still carry. */
export const MOST_IN_ADDRESS = 30_000;
/** So many characters a program may have here: far more than anybody writes by hand. */
export const MOST_CHARACTERS = 200_000;
/** Of what is unpacked: a character has four bytes at most. */
const MOST_BYTES = 4 * MOST_CHARACTERS;

/** A sentence for people about what cannot be done. */
export class Refused extends Error {}

/** What stands after the `#`. Rejects with `Refused` for a program that is too long. */
export async function fragmentOf(program: string): Promise<string> {
    refuseLong(program);
    const packed = base64url(await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(program)));
    if (packed.length > MOST_IN_ADDRESS) {
        throw new Refused(
            `This program is too long for an address: it takes ${packed.length.toLocaleString("en")} characters, ` +
                `and ${MOST_IN_ADDRESS.toLocaleString("en")} are the most. Send it as a file: Open… reads one.`,
        );
    }
    return `code=${VERSION}.${packed}`;
}

/** The program in what stands after the `#`; null if none does. Rejects with `Refused` for one that cannot be read. */
export async function programIn(fragment: string): Promise<string | null> {
    const code = new URLSearchParams(fragment.replaceAll("+", "%2B")).get("code");
    if (code === null) {
        return null;
    }
    const [, version, packed] = code.match(/^(\d{1,9})\.(.*)$/s) ?? [];
    if (version === undefined || packed === undefined) {
        throw new Refused(DAMAGED);
    }
    if (version !== VERSION) {
        throw new Refused(
            `The program in the address is of another version of the playground: it has the form ${version}, and ` +
                `this one reads the form ${VERSION}. Open it where it was made, and copy the program itself.`,
        );
    }
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(
            await through(new DecompressionStream("deflate-raw"), bytesOf(packed)),
        );
    } catch (error) {
        throw error instanceof Refused ? error : new Refused(DAMAGED);
    }
}

/** Throws `Refused` for a text that is too long to be a program. */
export function refuseLong(text: string): void {
    if (text.length > MOST_CHARACTERS) {
        throw new Refused(
            `That is too long: ${text.length.toLocaleString("en")} characters, and the playground takes ` +
                `${MOST_CHARACTERS.toLocaleString("en")} at most. Check such a file with cellophane itself.`,
        );
    }
}

const DAMAGED =
    "The program in the address is damaged: a part of it is missing or was changed on the way. Copy it again.";

async function through(
    transform: { readable: ReadableStream<Uint8Array>; writable: WritableStream<BufferSource> },
    bytes: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array> {
    const writer = transform.writable.getWriter();
    // What is wrong with the bytes is told by the reading end as well.
    writer.write(bytes).catch(() => undefined);
    writer.close().catch(() => undefined);
    const pieces: Uint8Array[] = [];
    let length = 0;
    const reader = transform.readable.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
        pieces.push(next.value);
        length += next.value.length;
        // A short address can unpack to gigabytes.
        if (length > MOST_BYTES) {
            await reader.cancel();
            throw new Refused("The program in the address is too long for the playground.");
        }
    }
    const whole = new Uint8Array(length);
    let filled = 0;
    for (const piece of pieces) {
        whole.set(piece, filled);
        filled += piece.length;
    }
    return whole;
}

function base64url(bytes: Uint8Array): string {
    const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
    return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function bytesOf(packed: string): Uint8Array<ArrayBuffer> {
    if (!/^[\w-]+$/.test(packed)) {
        throw new Refused(DAMAGED);
    }
    return Uint8Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")), (each) => each.charCodeAt(0));
}
