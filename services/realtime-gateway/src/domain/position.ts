/**
 * Where in the order of all events something stands: the life of the stream that orders them, and the sequence in it. The
 * same on every replica, because no process counts by itself.
 */
export interface Position {
  readonly epoch: string;
  readonly sequence: number;
}

const POSITION = /^([\w-]{1,64}):(0|[1-9]\d{0,15})$/;

export const formatPosition = ({ epoch, sequence }: Position): string => `${epoch}:${sequence}`;

/** Undefined for what was never given out as a position. */
export const parsePosition = (text: string): Position | undefined => {
  const match = POSITION.exec(text);
  const epoch = match?.[1];
  const sequence = Number(match?.[2]);
  return epoch === undefined || !Number.isSafeInteger(sequence) ? undefined : { epoch, sequence };
};
