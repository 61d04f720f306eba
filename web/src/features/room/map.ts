/** What another canvas with desks on it draws and moves them with. */
export { drawMarker, hitMarker } from './desk-marker.js';
export { markerWidth, plainPlan } from './map-geometry.js';
export { darkened, loadPlan } from './plan-image.js';
export { useMapView } from './composables/use-map-view.js';
export { usePalette } from './composables/use-palette.js';
export { default as MapControls } from './components/MapControls.vue';
