import type { RouteLocationNormalized } from 'vue-router';

/** Where to go after signing in: only into this app, never to another origin. */
export function nextOf(route: RouteLocationNormalized): string {
  const next = route.query['next'];
  return typeof next === 'string' && next.startsWith('/') && !next.startsWith('//') && !next.startsWith('/\\')
    ? next
    : '/';
}
