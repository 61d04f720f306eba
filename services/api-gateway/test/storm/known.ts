/** A booking as a screen, a client or the database has it. */
export interface Shown {
  readonly desk: number;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly version: number;
  readonly user: string;
}
