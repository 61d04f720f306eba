import type { Product, Visitor } from './product.js';

/** Preferences that a test can count on: times in UTC on a clock of 24 hours, in English. */
export async function inUtc(product: Product, visitor: Visitor, other: Record<string, unknown> = {}): Promise<void> {
  await product.call(visitor, 'PATCH', '/api/preferences/me/', {
    timezone: 'UTC',
    time_format: '24h',
    date_format: 'DD/MM/YYYY',
    language: 'en',
    theme: 'light',
    ...other,
  });
}

const dayMs = 86_400_000;
/** One today for a whole file: midnight may come between two questions. */
const today = Date.now();

/** A date some days from today, in UTC. */
export const dateIn = (days: number): string => new Date(today + days * dayMs).toISOString().slice(0, 10);

/** `2026-11-25` as somebody with DD/MM/YYYY writes it. */
export const written = (date: string): string => date.split('-').reverse().join('/');
