/**
 * The interpreter that is selected in the Python extension, if that is installed. What is asked of it is written down
 * here: its package of types wants a newer Node than VS Code has.
 */

import { type Disposable, extensions, type Uri } from "vscode";

interface PythonExtension {
    readonly environments?: {
        getActiveEnvironmentPath(resource?: Uri): { readonly path: string };
        resolveEnvironment(path: { readonly path: string }): Promise<Resolved | undefined>;
        onDidChangeActiveEnvironmentPath(listener: () => void): Disposable;
    };
}

interface Resolved {
    readonly executable: { readonly uri?: Uri };
}

/** The path of the interpreter for a file or directory; nothing if none is selected. */
export async function selected(resource: Uri | undefined): Promise<string | undefined> {
    const environments = (await python())?.environments;
    if (environments === undefined) {
        return undefined;
    }
    try {
        const environment = await environments.resolveEnvironment(environments.getActiveEnvironmentPath(resource));
        return environment?.executable.uri?.fsPath;
    } catch {
        return undefined; // Another extension's failure is no reason to start nothing.
    }
}

/** Has the listener called when another interpreter is selected. */
export async function onSelected(listener: () => void): Promise<Disposable | undefined> {
    return (await python())?.environments?.onDidChangeActiveEnvironmentPath(listener);
}

async function python(): Promise<PythonExtension | undefined> {
    const extension = extensions.getExtension<PythonExtension>("ms-python.python");
    try {
        return await extension?.activate();
    } catch {
        return undefined;
    }
}
