import { browserZone } from './zone.js';

const common = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Paris',
  'Europe/Madrid',
  'America/New_York',
  'America/Chicago',
  'America/Denver',
  'America/Los_Angeles',
  'America/Sao_Paulo',
  'Asia/Dubai',
  'Asia/Kolkata',
  'Asia/Singapore',
  'Asia/Tokyo',
  'Australia/Sydney',
];

/** Every zone the browser knows, with this browser's own and the usual ones first. */
export function zonesCommonFirst(): string[] {
  return [...new Set([browserZone(), ...common, ...Intl.supportedValuesOf('timeZone')])];
}
