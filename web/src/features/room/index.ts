export { useRoom } from './stores/room.js';
export { deskStates, stateIcon, viewDesk, type DeskState, type DeskView } from './desk-state.js';
export { default as StateBadge } from './components/StateBadge.vue';
export { default as RoomView } from './components/RoomView.vue';
export * as map from './map.js';
