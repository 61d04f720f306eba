/** Positions are `<epoch>:<sequence>`: only two of one epoch can be compared. */
function parse(position: string): { epoch: string; sequence: bigint } | null {
  const cut = position.lastIndexOf(':');
  const digits = position.slice(cut + 1);
  return cut > 0 && /^\d+$/.test(digits) ? { epoch: position.slice(0, cut), sequence: BigInt(digits) } : null;
}

/** True when `position` lies before `other`. */
export function isBelow(position: string, other: string | null): boolean {
  return position !== other && isAtOrBelow(position, other);
}

/** True when `position` is at or before `other`, so that its event is already contained. Unknown or other epochs are never "already seen". */
export function isAtOrBelow(position: string, other: string | null): boolean {
  if (other === null) return false;
  const one = parse(position);
  const two = parse(other);
  return one !== null && two !== null && one.epoch === two.epoch && one.sequence <= two.sequence;
}
