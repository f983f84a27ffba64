/** A page for tests, with nothing on it: they call the engine by its name. */

import { startInterpreter } from "../src/engine";

Object.assign(globalThis, { startInterpreter });
