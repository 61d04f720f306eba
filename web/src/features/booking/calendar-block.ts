/** What the calendar shows, free of any calendar library. */
export interface CalendarBlock {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'other' | 'own' | 'draft' | 'preview' | 'elapsed';
  readonly title: string;
  readonly note: string;
  readonly movable: boolean;
  /** Only its end can move, as the part of it that has begun stays. */
  readonly startsFixed?: boolean;
  /** What a cross in its corner does, in words; none without. */
  readonly drop?: string;
}
export type CalendarSpan = 'day' | 'week' | 'month';
