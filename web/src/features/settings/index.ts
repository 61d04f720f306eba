import { defineAsyncComponent } from 'vue';

/** Its selects are needed nowhere else, so they come with it. */
export const SettingsForm = defineAsyncComponent(() => import('./components/SettingsForm.vue'));
