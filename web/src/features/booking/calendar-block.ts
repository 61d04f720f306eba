/** What the calendar shows, free of any calendar library. */
export interface CalendarBlock {
  readonly id: string;
  readonly start: number;
  readonly end: number;
  readonly kind: 'other' | 'own' | 'draft' | 'preview' | 'elapsed';
  readonly title: string;
  readonly note: string;
  readonly movable: boolean;
}
export type CalendarSpan = 'day' | 'week' | 'month';
