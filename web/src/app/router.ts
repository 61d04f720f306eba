import { createRouter, createWebHistory, type RouteLocationNormalized } from 'vue-router';
import { useSession } from '../features/session/index.js';
import { nextOf } from './next-address.js';
import { fetchSignedIn } from './signed-in.js';

declare module 'vue-router' {
  interface RouteMeta {
    public?: boolean;
    title?: 'signIn.title' | 'app.find' | 'app.bookings' | 'app.settings' | 'admin.title' | 'app.notFoundTitle';
  }
}

export const router = createRouter({
  history: createWebHistory('/'),
  routes: [
    {
      path: '/login',
      name: 'login',
      component: () => import('../pages/LoginPage.vue'),
      meta: { public: true, title: 'signIn.title' },
    },
    // One record for both addresses keeps the panels as they are while rooms are opened and closed.
    {
      path: '/:section(rooms)?/:roomId(\\d+)?',
      name: 'dashboard',
      component: () => import('../pages/DashboardPage.vue'),
      meta: { title: 'app.find' },
    },
    {
      path: '/bookings',
      name: 'bookings',
      component: () => import('../pages/BookingsPage.vue'),
      meta: { title: 'app.bookings' },
    },
    {
      path: '/manage/:kind(countries|locations|rooms|audit)?/:id(\\d+|new)?/:part(desks)?',
      name: 'manage',
      component: () => import('../pages/ManagePage.vue'),
      meta: { title: 'admin.title' },
    },
    {
      path: '/settings',
      name: 'settings',
      component: () => import('../pages/SettingsPage.vue'),
      meta: { title: 'app.settings' },
    },
    {
      path: '/:rest(.*)*',
      name: 'nowhere',
      component: () => import('../pages/NotFoundPage.vue'),
      meta: { title: 'app.notFoundTitle' },
    },
  ],
});

/** Asks for the page's code while the server is asked who this is. A failure here is met again, and told, when the page is opened. */
function fetchEarly(to: RouteLocationNormalized): void {
  const parts = to.matched.map((record): unknown => record.components?.['default']);
  if (to.meta.public !== true) parts.push(fetchSignedIn);
  for (const part of parts) {
    if (typeof part === 'function') void Promise.resolve((part as () => unknown)()).catch(() => undefined);
  }
}

router.beforeEach(async (to) => {
  const session = useSession();
  fetchEarly(to);
  await session.restore();
  if (!session.signedIn && to.meta.public !== true)
    return { name: 'login', query: to.fullPath === '/' ? {} : { next: to.fullPath } };
  if (session.signedIn && to.name === 'login') return nextOf(to);
  return true;
});
