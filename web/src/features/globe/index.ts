export { default as GlobePanel } from './components/GlobePanel.vue';
export { readAtlas } from './atlas.js';
export type { Ring } from './globe-model.js';
