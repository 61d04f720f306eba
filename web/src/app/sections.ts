import { mdiCalendarAccountOutline, mdiCogOutline, mdiMapMarkerOutline, mdiOfficeBuildingCogOutline } from '@mdi/js';
import { computed, type ComputedRef } from 'vue';
import { useSession } from '../features/session/index.js';

const everybodys = [
  { name: 'dashboard', word: 'app.find', icon: mdiMapMarkerOutline },
  { name: 'bookings', word: 'app.bookings', icon: mdiCalendarAccountOutline },
] as const;
const managers = { name: 'manage', word: 'admin.title', icon: mdiOfficeBuildingCogOutline } as const;
const own = { name: 'settings', word: 'app.settings', icon: mdiCogOutline } as const;

export type Section = (typeof everybodys)[number] | typeof managers | typeof own;

/** The parts of the app for this person, in the order of the top bar and the bottom bar; own settings also lie behind the avatar. */
export function useSections(): ComputedRef<{ top: readonly Section[]; bottom: readonly Section[] }> {
  const session = useSession();
  return computed(() => {
    const top = session.me?.is_any_manager || session.me?.is_superuser ? [...everybodys, managers] : everybodys;
    return { top, bottom: [...top, own] };
  });
}
