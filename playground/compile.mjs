/** Compiles Python files for the Python that will read them, which is Pyodide's: `node compile.mjs DIRECTORY SCRIPT`.
 *
 * The directory becomes the root of its file system, and the script is run there.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { loadPyodide } from "pyodide";

const [directory, script] = process.argv.slice(2);
const python = await loadPyodide();
for (const name of ["library", "packages"]) {
    python.FS.mkdirTree(`/staged/${name}`);
    python.FS.mount(python.FS.filesystems.NODEFS, { root: join(directory, name) }, `/staged/${name}`);
}
try {
    python.runPython(readFileSync(script, "utf-8"));
} catch (error) {
    console.error(error.message); // without the line of Pyodide's that threw it, which is all of Pyodide
    process.exit(1);
}
