/** Messages of a worker in which anybody's program may have run: only what has the shape of one is heard. */

import type { FromWorker } from "./messages";

type Fields = Record<string, unknown>;

/** Longer texts are no answers of ours. */
const LONGEST = 1 << 25;

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
            return (data["stream"] === "stdout" || data["stream"] === "stderr") && isText(data["piece"]);
        default:
            return data["kind"] === "showing";
    }
}

/** What is there to be shown after a run. */
export interface Shown {
    raised: boolean;
    look: string | null;
    timeline: string | null;
    cost: string | null;
    message: string | null;
    seconds: number;
}

export function isShown(answer: unknown): answer is Shown {
    return (
        isFields(answer) &&
        typeof answer["raised"] === "boolean" &&
        ["look", "timeline", "cost", "message"].every((key) => answer[key] === null || isText(answer[key])) &&
        typeof answer["seconds"] === "number"
    );
}

function isFields(data: unknown): data is Fields {
    return typeof data === "object" && data !== null;
}

function isText(value: unknown): value is string {
    return typeof value === "string" && value.length <= LONGEST;
}
