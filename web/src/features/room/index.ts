import type { Component } from 'vue';
import { lazy } from '../../ui/lazy.js';
import RoomBones from './components/RoomBones.vue';

/** Comes with the first room that is opened; until then there is a world to look at. */
export const fetchRoomView = (): Promise<{ default: Component }> => import('./components/RoomView.vue');
export const RoomView = lazy(fetchRoomView, RoomBones);
export { useRoom } from './stores/room.js';
export { deskStates, stateIcon, viewDesk, type DeskState, type DeskView } from './desk-state.js';
export { default as StateBadge } from './components/StateBadge.vue';
export { default as PlanPicture } from './components/PlanPicture.vue';
export * as map from './map.js';
