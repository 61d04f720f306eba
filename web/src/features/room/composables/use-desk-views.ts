import { computed, type ComputedRef, type Ref } from 'vue';
import { useI18n } from 'vue-i18n';
import { useBookings } from '../../booking/index.js';
import { useTimeFormat } from '../../preferences/index.js';
import { useSession } from '../../session/index.js';
import { viewDesk, type DeskView } from '../desk-state.js';
import { useRoom } from '../stores/room.js';

const none: never[] = [];

/** The desks of the open room as this person sees them at the chosen moment. */
export function useDeskViews(now: Ref<number>): ComputedRef<DeskView[]> {
  const store = useRoom();
  const bookings = useBookings();
  const session = useSession();
  return computed(() => {
    const { room } = store;
    if (!room) return [];
    const context = {
      userId: session.userId,
      at: store.at ?? now.value,
      isNow: store.at === null,
      maintenance: room.is_under_maintenance,
      canBook: room.can_book,
    };
    return [...store.desks.values()].map((desk) =>
      viewDesk(desk, { ...context, bookings: bookings.byDesk.get(desk.id) ?? none }),
    );
  });
}

/** One sentence about a desk: who or which rule, and until when. */
export function useDeskWords(): (desk: DeskView) => string {
  const { t } = useI18n();
  const format = useTimeFormat();

  return (desk) => {
    const name = desk.who?.full_name || desk.who?.username;
    const time = desk.until === null ? null : format.moment(desk.until, Date.now());
    if (desk.state === 'off') return t('desk.off');
    if (desk.state === 'held')
      return desk.heldByMe ? t('desk.heldByYou') : name ? t('desk.heldBy', { name }) : t('desk.held');
    if (desk.state === 'permanent') return name ? t('desk.permanentOf', { name }) : t('desk.permanent');
    if (desk.state === 'mine')
      return time ? t('desk.yoursUntil', { time }) : desk.permanentMine ? t('desk.permanentYours') : t('desk.yours');
    if (desk.state === 'free') return time ? t('desk.freeUntil', { time }) : t('desk.freeAllDay');
    if (name) return time ? t('desk.bookedByUntil', { name, time }) : t('desk.bookedBy', { name });
    return time ? t('desk.bookedUntil', { time }) : t('desk.booked');
  };
}
