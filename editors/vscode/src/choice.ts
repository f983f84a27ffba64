/**
 * Which server is started: decided from what the Pythons said, nothing is run here.
 *
 * In this order: the command that the setting `cellophane.path` names; the cellophane of the project's own Python, which
 * knows that project's settings best; the one that the extension carries, run by the first Python that is new enough.
 */

import { type Answer, OLDEST, SETTING } from "./interpreters";

export interface Start {
    readonly kind: "start";
    readonly command: string;
    readonly args: readonly string[];
    /** For the log: what is started, and why. */
    readonly because: string;
    /** For the user: what he asked for and does not get. */
    readonly warning?: string;
}

export interface Refusal {
    readonly kind: "none";
    /** What is missing, and the way out. */
    readonly message: string;
}

export interface Wishes {
    /** The setting `cellophane.path`, expanded; empty if it is not set. */
    readonly path: string;
    /** Why that command cannot be run, if so. */
    readonly pathProblem?: string;
    /** The script that starts the server which the extension carries. */
    readonly script: string;
}

const WAY_OUT =
    "Install one, then choose it with “Python: Select Interpreter” or name it in the setting cellophane.interpreter.";

export function choose(wishes: Wishes, answers: readonly Answer[]): Start | Refusal {
    if (wishes.path) {
        return named(wishes);
    }
    const usable = answers.filter(isNewEnough);
    const installed = usable.find((each) => each.ours && each.hasServer);
    const chosen = installed ?? usable[0];
    if (chosen === undefined) {
        return { kind: "none", message: `cellophane needs Python ${text(OLDEST)} or newer, ${lacking(answers)}. ${WAY_OUT}` };
    }
    return {
        kind: "start",
        command: chosen.python,
        // -P and -I keep files of the directory it is started in from being taken for modules.
        args: installed ? ["-P", "-m", "cellophane", "server"] : ["-I", wishes.script, "server"],
        because: `${installed ? "cellophane as it is installed in" : "the bundled cellophane, run by"} ${described(chosen)}`,
        warning: passedOver(answers, chosen),
    };
}

/** Whether the same server would run with the same to tell of it, or none for the same reason. */
export function isSame(one: Start | Refusal, other: Start | Refusal): boolean {
    const said = (each: Start | Refusal) => (each.kind === "start" ? [each.command, ...each.args, each.warning] : [each.message]);
    return one.kind === other.kind && said(one).join("\0") === said(other).join("\0");
}

function named({ path, pathProblem }: Wishes): Start | Refusal {
    if (pathProblem) {
        const message = `cellophane.path names ${path}, which ${pathProblem}. Change the setting, or empty it to use the bundled server.`;
        return { kind: "none", message };
    }
    return { kind: "start", command: path, args: ["server"], because: `${path}, which the setting cellophane.path names` };
}

/** What to tell if the interpreter of the setting is not the one that is taken. */
function passedOver(answers: readonly Answer[], chosen: Answer): string | undefined {
    const wanted = answers.find((each) => each.origin === SETTING);
    if (wanted === undefined || isNewEnough(wanted)) {
        return undefined;
    }
    return `cellophane.interpreter names ${wanted.python}, which ${reason(wanted)}: ${chosen.python} is used. Change the setting.`;
}

function isNewEnough(answer: Answer): boolean {
    const [major, minor] = answer.version ?? [0, 0];
    return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}

function lacking(answers: readonly Answer[]): string {
    const asked = answers.filter((each) => each.version || each.origin === SETTING);
    if (asked.length === 0) {
        return "and found no Python";
    }
    return `and found only ${asked.map((each) => `${each.python}, which ${reason(each)}`).join("; ")}`;
}

function reason(answer: Answer): string {
    return answer.problem ?? `is Python ${text(answer.version ?? [0, 0])}`;
}

function described(answer: Answer): string {
    return `${answer.python} (Python ${text(answer.version ?? [0, 0])}, of ${answer.origin})`;
}

function text(version: readonly [number, number]): string {
    return version.join(".");
}
