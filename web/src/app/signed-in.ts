import type { Component } from 'vue';
import { lazy } from '../ui/lazy.js';

/** What only people who are signed in need is no part of what the sign-in page loads. */
export const fetchSignedIn = (): Promise<{ default: Component }> => import('./SignedIn.vue');
export const SignedIn = lazy(fetchSignedIn);
