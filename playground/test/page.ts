/** A page for tests, with nothing on it: they call the engine, and what shows drawings, by their names. */

import { Drawing } from "../src/drawing";
import { startInterpreter } from "../src/engine";

Object.assign(globalThis, { startInterpreter, Drawing });
