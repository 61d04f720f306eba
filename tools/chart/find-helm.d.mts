/** A helm that can be run: HELM_PATH, one on PATH, else the pinned one, fetched once per machine. */
export function findHelm(): Promise<string>;
