/** Schemathesis as a command, its first arguments and its environment; fetched once per machine through pip. */
export function findSchemathesis(): Promise<{
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}>;
