/** What people are told of an error: its message, which is written for them. */
export function wordsOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}
