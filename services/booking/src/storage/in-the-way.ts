/** Carries the number of bookings that stand in the way out of a transaction that it undoes. */
export class InTheWay extends Error {
  readonly count: number;

  constructor(count: number) {
    super('bookings are in the way');
    this.count = count;
  }
}
