/** Where an event stands among all events. The same on every replica, because it comes from the stream and not from a process. */
export interface Position {
  /** Changes only when the stream was made anew; positions of different epochs cannot be compared. */
  readonly epoch: string;
  readonly sequence: number;
}

const TEXT = /^([0-9a-z]{1,32}):(0|[1-9]\d{0,15})$/;

export const formatPosition = ({ epoch, sequence }: Position): string => `${epoch}:${sequence}`;

/** Undefined for what cannot be a position. */
export const parsePosition = (text: string): Position | undefined => {
  const match = TEXT.exec(text);
  if (match?.[1] === undefined || match[2] === undefined) return undefined;
  const sequence = Number(match[2]);
  return Number.isSafeInteger(sequence) ? { epoch: match[1], sequence } : undefined;
};

const RADIX = 36;

/** The epoch of a stream: the moment it was made, which NATS keeps to the nanosecond and through restarts. */
export const epochOf = (created: string): string => {
  const at = Date.parse(created);
  if (Number.isNaN(at)) throw new Error('the stream does not say when it was made');
  const fraction = /\.(\d+)/.exec(created)?.[1] ?? '';
  return Math.floor(at / 1_000).toString(RADIX) + Number(fraction.padEnd(9, '0')).toString(RADIX).padStart(6, '0');
};
