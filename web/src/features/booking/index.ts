export { useBookings, type Interval } from './stores/bookings.js';
export { useBookingDialog, type BookingTarget } from './stores/dialog.js';
export { default as BookingDialog } from './components/BookingDialog.vue';
export { default as TodayPanel } from './components/TodayPanel.vue';
export { default as MyBookings } from './components/MyBookings.vue';
