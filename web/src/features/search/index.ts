export { default as SearchBox } from './components/SearchBox.vue';
