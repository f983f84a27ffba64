/** Messages of a worker in which anybody's program may have run: only what has the shape of one is heard. */

import type { FromWorker, Piece } from "./messages";

type Fields = Record<string, unknown>;

/** Longer texts are no answers of ours. */
const LONGEST = 1 << 25;
const MOST_PIECES = 1 << 16;

export function isFromWorker(data: unknown): data is FromWorker {
    if (!isFields(data)) {
        return false;
    }
    switch (data["kind"]) {
        case "ready":
            return isText(data["python"]) && isText(data["cellophane"]);
        case "failed":
            return isText(data["message"]);
        case "answer":
            return Number.isInteger(data["number"]) && "answer" in data;
        case "refused":
            return Number.isInteger(data["number"]) && isText(data["message"]);
        case "output":
            return Array.isArray(data["pieces"]) && data["pieces"].length <= MOST_PIECES && data["pieces"].every(isPiece);
        default:
            return (
                data["kind"] === "showing" &&
                typeof data["raised"] === "boolean" &&
                (data["message"] === null || isText(data["message"])) &&
                typeof data["seconds"] === "number"
            );
    }
}

/** What can be shown of a run, by the names of `RunOptions`. */
export const PARTS = ["look", "timeline", "cost"] as const;
export type PartName = (typeof PARTS)[number];

/** One of them as JSON, to be drawn where nobody's program ran; or why there is none. */
export type Part = { data: string } | { reason: string };
export type Parts = Record<PartName, Part | null>;

export function isParts(answer: unknown): answer is Parts {
    return isFields(answer) && PARTS.every((name) => answer[name] === null || isPart(answer[name]));
}

function isPart(value: unknown): value is Part {
    return isFields(value) && (isText(value["data"]) || isText(value["reason"]));
}

function isFields(data: unknown): data is Fields {
    return typeof data === "object" && data !== null;
}

function isPiece(value: unknown): value is Piece {
    return Array.isArray(value) && (value[0] === "stdout" || value[0] === "stderr") && isText(value[1]);
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value.length <= LONGEST;
}
