export { usePlaces } from './stores/places.js';
export type { Counts } from './model.js';
export { default as PlacesPanel } from './components/PlacesPanel.vue';
