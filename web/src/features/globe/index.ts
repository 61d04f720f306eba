export { default as GlobePanel } from './components/GlobePanel.vue';
