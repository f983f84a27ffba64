/**
 * Which Pythons may run the server, and what each of them has: names and answers, nothing is run here.
 */

/** A Python that may be there. */
export interface Candidate {
    readonly python: string;
    /** Who named it, in words that finish the sentence "the Python of …". */
    readonly origin: string;
    /** Whether it is of the project: a cellophane that is installed there is meant. Others only run what is bundled. */
    readonly ours: boolean;
}

/** What a Python said of itself; `problem` is why it said nothing. */
export interface Answer extends Candidate {
    readonly version?: readonly [number, number];
    /** Whether a cellophane that has `cellophane server`, and what that needs, are installed there. */
    readonly hasServer?: boolean;
    readonly problem?: string;
}

/** Where candidates come from. */
export interface Surroundings {
    /** The setting `cellophane.interpreter`, expanded; empty if it is not set. */
    readonly setting: string;
    /** What is selected in the Python extension, if that is there. */
    readonly selected?: string;
    /** The directories of the workspace. */
    readonly folders: readonly string[];
    readonly windows: boolean;
}

export const OLDEST: readonly [number, number] = [3, 11];
export const SETTING = "the setting cellophane.interpreter";

/** The question that is put to a Python: it answers with a line of JSON. */
export const QUESTION = [
    "import importlib.util as u, json, sys",
    "def has(name):",
    "    try: return u.find_spec(name) is not None",
    "    except ImportError: return False",
    "print(json.dumps({'version': sys.version_info[:2], 'hasServer': has('cellophane.server') and has('pygls')}))",
].join("\n");

/** All that may be there, in the order of preference, each once. */
export function candidates(around: Surroundings): Candidate[] {
    const found: Candidate[] = [];
    const add = (python: string | undefined, origin: string, ours: boolean): void => {
        if (python && !found.some((each) => each.python === python)) {
            found.push({ python, origin, ours });
        }
    };
    add(around.setting, SETTING, true);
    add(around.selected, "the Python extension", true);
    for (const folder of around.folders) {
        add(inside(folder + (around.windows ? "\\.venv" : "/.venv"), around.windows), "the workspace", true);
    }
    for (const python of around.windows ? ["python", "py"] : ["python3", "python"]) {
        add(python, "the PATH", false);
    }
    return found;
}

/** The Python that a path stands for: its own if it is that of a virtual environment. */
export function pythonOf(path: string, windows: boolean, isDirectory: (path: string) => boolean): string {
    return path && isDirectory(path) ? inside(path.replace(/[\\/]+$/, ""), windows) : path;
}

/** Where the Python of a virtual environment is. */
export function inside(environment: string, windows: boolean): string {
    return environment + (windows ? "\\Scripts\\python.exe" : "/bin/python");
}

/** What a Python printed when it was asked; anything else than an answer is a problem. */
export function read(candidate: Candidate, printed: string): Answer {
    const line = printed.trim().split("\n").at(-1) ?? "";
    try {
        const told: unknown = JSON.parse(line);
        if (isTold(told)) {
            return { ...candidate, version: told.version, hasServer: told.hasServer };
        }
    } catch {
        // Said below.
    }
    return { ...candidate, problem: "does not answer as a Python does" };
}

interface Told {
    readonly version: [number, number];
    readonly hasServer: boolean;
}

function isTold(told: unknown): told is Told {
    if (typeof told !== "object" || told === null) {
        return false;
    }
    const { version, hasServer } = told as Partial<Told>;
    return Array.isArray(version) && version.length === 2 && version.every(Number.isInteger) && typeof hasServer === "boolean";
}
