import SkeletonRows from '../../ui/SkeletonRows.vue';
import { lazy } from '../../ui/lazy.js';

/** Its selects are needed nowhere else, so they come with it. */
export const SettingsView = lazy(() => import('./components/SettingsView.vue'), SkeletonRows);
