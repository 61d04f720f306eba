/**
 * The first lines of several trails as one, the youngest first. Each trail keeps its own order, whatever its times say: a page goes
 * on after the last line that was taken of each, so a line that is jumped over would never be seen.
 */
export const mergeTrails = <Line extends { readonly at: number }>(
  trails: readonly (readonly Line[])[],
  limit: number,
): Line[] => {
  const heads = trails.map(() => 0);
  const merged: Line[] = [];
  while (merged.length < limit) {
    let youngest: { readonly trail: number; readonly line: Line } | undefined;
    trails.forEach((lines, trail) => {
      const line = lines[heads[trail] ?? 0];
      if (line !== undefined && (youngest === undefined || line.at > youngest.line.at)) youngest = { trail, line };
    });
    if (youngest === undefined) break;
    merged.push(youngest.line);
    heads[youngest.trail] = (heads[youngest.trail] ?? 0) + 1;
  }
  return merged;
};
