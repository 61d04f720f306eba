import type { UserId } from './ids.js';

/** Somebody as other people see them: never an e-mail address. */
export interface Person {
  readonly id: UserId;
  readonly username: string;
  /** First and last name, or the user name where neither is known. */
  readonly fullName: string;
}
