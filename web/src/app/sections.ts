import { mdiCalendarAccountOutline, mdiCogOutline, mdiMapMarkerOutline } from '@mdi/js';

/** The parts of the app, in the order of the top bar and the bottom bar. */
export const sections = [
  { name: 'dashboard', word: 'app.find', icon: mdiMapMarkerOutline },
  { name: 'bookings', word: 'app.bookings', icon: mdiCalendarAccountOutline },
  { name: 'settings', word: 'app.settings', icon: mdiCogOutline },
] as const;
