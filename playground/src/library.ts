/** The archive of Python files: a line of JSON that lists them, then their bytes, one after the other. */

/** The path of a file, from the root, and how many bytes it has. */
type Entry = readonly [path: string, size: number];

export interface FileSystem {
    mkdirTree(path: string): void;
    writeFile(path: string, data: Uint8Array, options: { canOwn: boolean }): void;
}

/** Put all files of an archive into a file system. They go on to be parts of the archive's memory: nothing is copied. */
export function unpack(archive: ArrayBuffer, files: FileSystem): void {
    const bytes = new Uint8Array(archive);
    const end = bytes.indexOf(0x0a);
    const entries = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as Entry[];
    const directories = new Set<string>();
    let start = end + 1;
    for (const [path, size] of entries) {
        const directory = path.slice(0, path.lastIndexOf("/"));
        if (!directories.has(directory)) {
            files.mkdirTree(directory);
            directories.add(directory);
        }
        files.writeFile(path, bytes.subarray(start, start + size), { canOwn: true });
        start += size;
    }
}
