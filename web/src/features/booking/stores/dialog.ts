import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import type { Booking } from '../../../api/models.js';

export interface BookingTarget {
  readonly deskId: number;
  readonly deskName: string;
  /** Whose topic to follow, where it is known. */
  readonly roomId: number | null;
  readonly place: string;
  readonly timezone: string;
  /** Proposes the time from now on. */
  readonly fromNow: boolean;
  /** False shows the times without choosing any. */
  readonly bookable: boolean;
  /** The day to begin with. */
  readonly at: number | null;
  readonly editing: Booking | null;
}

/** Which desk the booking dialog is open for, if any. */
export const useBookingDialog = defineStore('booking-dialog', () => {
  const target = shallowRef<BookingTarget | null>(null);

  function open(wanted: BookingTarget): void {
    target.value = wanted;
  }

  function edit(booking: Booking): void {
    const place = [booking.room_name, booking.floor_name, booking.location_name].filter(Boolean).join(', ');
    open({
      deskId: booking.desk.id,
      deskName: booking.desk.name,
      roomId: booking.desk.room_id,
      place,
      timezone: booking.location_timezone,
      fromNow: false,
      bookable: true,
      at: booking.start_time,
      editing: booking,
    });
  }

  function close(): void {
    target.value = null;
  }

  return { target, open, edit, close };
});
