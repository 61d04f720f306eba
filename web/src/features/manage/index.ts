export { default as ManageView } from './components/ManageView.vue';
