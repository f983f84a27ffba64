/**
 * A notebook as one program: its code cells one after the other, as they share one namespace.
 *
 * What is IPython's and not Python's is left in as a comment, so that nothing is lost from sight.
 */

import { Refused } from "./sharing";

/** Cell magics that are followed by Python that runs in the notebook's namespace; others are other languages. */
const PYTHON_CELLS = new Set(["capture", "memit", "mprun", "prun", "time", "timeit"]);
const CELL_MAGIC = /^\s*%%(\w+)/;
const LINE_MAGIC = /^(\s*)([%!?].*|[\w.]+\?{1,2}\s*)$/;
const ASSIGNED_MAGIC = /^(\s*)([\w.,\s[\]'"*]+=\s*)[%!].*$/;

/** The program, or null if the text is none of a notebook. Throws `Refused` for one without Python in it. */
export function programOf(text: string): string | null {
    const cells = cellsOf(text);
    if (cells === null) {
        return null;
    }
    const code = cells.flatMap((cell, index) => {
        const source = sourceOf(cell)?.trimEnd();
        return source ? [`# cell ${index + 1}\n${withoutMagics(source)}\n`] : [];
    });
    if (code.length === 0) {
        throw new Refused("This notebook has no cell with code in it.");
    }
    return code.join("\n\n");
}

function cellsOf(text: string): unknown[] | null {
    if (!text.trimStart().startsWith("{")) {
        return null;
    }
    let document: unknown;
    try {
        document = JSON.parse(text.replace(/^\uFEFF/, ""));
    } catch {
        return null;
    }
    if (!isRecord(document)) {
        return null;
    }
    // Where cells were kept until format 4.
    const sheets = document["worksheets"];
    const holder = Array.isArray(sheets) && isRecord(sheets[0]) ? sheets[0] : document;
    const cells = holder["cells"];
    if (!Array.isArray(cells)) {
        return null;
    }
    const language = languageOf(document["metadata"]);
    if (!/^(i?python\d*)?$/.test(language)) {
        throw new Refused(`This is a notebook of another language: ${language}.`);
    }
    return cells;
}

function languageOf(metadata: unknown): string {
    if (isRecord(metadata)) {
        for (const [part, key] of [["language_info", "name"], ["kernelspec", "language"]] as const) {
            const described = metadata[part];
            const name = isRecord(described) ? described[key] : undefined;
            if (typeof name === "string") {
                return name.toLowerCase();
            }
        }
    }
    return "";
}

function sourceOf(cell: unknown): string | null {
    if (!isRecord(cell) || cell["cell_type"] !== "code") {
        return null;
    }
    const source = cell["source"] ?? cell["input"];
    const text = Array.isArray(source) ? source.filter((piece) => typeof piece === "string").join("") : source;
    return typeof text === "string" ? text.replace(/\r\n?/g, "\n") : null;
}

function withoutMagics(source: string): string {
    const lines = source.split("\n");
    const first = lines.findIndex((line) => line.trim() !== "");
    const magic = lines[first]?.match(CELL_MAGIC)?.[1];
    if (magic === undefined) {
        return withoutLineMagics(lines).join("\n");
    }
    const rest = lines.slice(first + 1);
    const body = PYTHON_CELLS.has(magic) ? withoutMagics(rest.join("\n")).split("\n") : rest.map(commented);
    return [...lines.slice(0, first), commented(lines[first] ?? ""), ...body].join("\n");
}

/** Lines in a string or in brackets are passed over: they can begin with `%` in sound Python as well. */
function withoutLineMagics(lines: readonly string[]): string[] {
    const open = new Openings();
    return lines.map((line) => {
        const within = open.any;
        const without = within ? line : withoutLineMagic(line);
        if (without === line) {
            open.read(line);
        }
        return without;
    });
}

function withoutLineMagic(line: string): string {
    const assigned = line.match(ASSIGNED_MAGIC);
    if (assigned) {
        return `${assigned[1]}${assigned[2]}None  # ${line.trim()}`;
    }
    const magic = line.match(LINE_MAGIC);
    if (!magic) {
        return line;
    }
    // A block needs a statement.
    return magic[1] ? `${magic[1]}pass  # ${magic[2]}` : commented(line);
}

/** What has been opened and not yet closed: brackets, and strings of three quotes. */
class Openings {
    private depth = 0;
    private quotes: string | null = null;

    get any(): boolean {
        return this.depth > 0 || this.quotes !== null;
    }

    read(line: string): void {
        for (let rest = line; rest !== ""; ) {
            rest = this.quotes === null ? this.outside(rest) : this.inside(rest, this.quotes);
        }
    }

    private inside(rest: string, quotes: string): string {
        const [through] = rest.match(quotes === '"""' ? /^(?:\\.|[^\\])*?"""/ : /^(?:\\.|[^\\])*?'''/) ?? [];
        this.quotes = through === undefined ? quotes : null;
        return through === undefined ? "" : rest.slice(through.length);
    }

    private outside(rest: string): string {
        const [token = ""] = rest.match(/^(?:"""|'''|"(?:\\.|[^"\\])*"?|'(?:\\.|[^'\\])*'?|#.*|[^"'#])/) ?? [];
        if (token === '"""' || token === "'''") {
            this.quotes = token;
        } else if ("([{".includes(token)) {
            this.depth += 1;
        } else if (")]}".includes(token)) {
            this.depth = Math.max(0, this.depth - 1);
        }
        return rest.slice(token.length || 1);
    }
}

function commented(line: string): string {
    return line.trim() === "" ? line : `# ${line}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}
