export * from './clock.js';
export * from './domain-error.js';
export * from './ids.js';
export * from './instant.js';
export * from './interval.js';
export * from './person.js';
export * from './reach.js';
export * from './reasons.js';
