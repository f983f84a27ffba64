/**
 * The settings of the section `cellophane`, as users write them, to what they mean. What they may be stands in
 * `package.json`.
 */

import { isAbsolute, join } from "node:path";

export const SECTION = "cellophane";

/** What users may write; null or empty is what `pyproject.toml` says. */
export interface Written {
    readonly enable?: boolean;
    readonly path?: string;
    readonly interpreter?: string;
    readonly certainty?: string | null;
    readonly select?: readonly string[];
    readonly ignore?: readonly string[];
    readonly showSyntaxErrors?: boolean;
    readonly hints?: { readonly captures?: boolean };
}

/** What the server is told: only what was set, so that all else is as `pyproject.toml` has it. */
export interface Told {
    readonly enable: boolean;
    readonly interpreter: string;
    readonly certainty?: string;
    readonly select?: readonly string[];
    readonly ignore?: readonly string[];
    readonly showSyntaxErrors: boolean;
    readonly hints: { readonly captures: boolean };
}

/** `interpreter` is that of the setting, expanded, or what the Python extension says. */
export function told(written: Written, interpreter: string): Told {
    return {
        enable: written.enable ?? true,
        interpreter,
        ...(written.certainty ? { certainty: written.certainty } : {}),
        ...(written.select?.length ? { select: written.select } : {}),
        ...(written.ignore?.length ? { ignore: written.ignore } : {}),
        showSyntaxErrors: written.showSyntaxErrors ?? true,
        hints: { captures: written.hints?.captures ?? false },
    };
}

/** A path as it is meant: `~` is the home directory, `${workspaceFolder}` that of the project, `${env:NAME}` a variable. */
export function expanded(path: string, folder: string, environment: Readonly<Record<string, string | undefined>>): string {
    const home = environment["HOME"] ?? environment["USERPROFILE"] ?? "~";
    return path
        .trim()
        .replace(/^~(?=$|[/\\])/, () => home)
        .replaceAll("${workspaceFolder}", () => folder)
        .replaceAll("${userHome}", () => home)
        .replaceAll(/\$\{env:([^}]*)\}/g, (_, name: string) => environment[name] ?? "");
}

/** Where a program is: a path begins at the project; so does a bare name if `exists` there, others are on the `PATH`. */
export function located(program: string, folder: string, exists: (path: string) => boolean): string {
    if (!program || !folder || isAbsolute(program) || program.startsWith("~")) {
        return program;
    }
    const inside = join(folder, program);
    return /[/\\]/.test(program) || exists(inside) ? inside : program;
}
