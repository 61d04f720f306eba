/** What FullCalendar leaves undone for keyboards and screen readers. */

/** Nothing in its scroller takes focus by itself; with the first day focused, the arrow keys reach the evening. */
export function openToKeyboard(lane: HTMLElement): void {
  const day = lane.closest<HTMLElement>('[role=gridcell]') ?? lane;
  if (day.previousElementSibling === null) day.tabIndex = 0;
}

/** A day's label would hide the bookings in it: its name is what stands in it, the number of the day included. */
export function nameByContent(cell: HTMLElement): void {
  cell.removeAttribute('aria-label');
  cell.querySelector('.day-number')?.removeAttribute('aria-hidden');
}
