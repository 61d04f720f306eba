export { default as PersonPicker } from './components/PersonPicker.vue';
