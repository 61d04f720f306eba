import { describe, expect, it } from '@jest/globals';
import { locationId } from '@flexspace/kernel';
import { applyWish, DEFAULT_PREFERENCES } from './preferences.js';

describe('preferences', () => {
  it('keep what is absent, and clear what is null', () => {
    const chosen = applyWish(DEFAULT_PREFERENCES, { defaultLocation: locationId(3), theme: 'dark' });
    expect(chosen).toEqual({ ...DEFAULT_PREFERENCES, defaultLocation: 3, theme: 'dark' });
    expect(applyWish(chosen, { defaultLocation: null })).toEqual({ ...DEFAULT_PREFERENCES, theme: 'dark' });
    expect(applyWish(chosen, {})).toEqual(chosen);
  });

  it.each([0, 25, 1.5, -1, Number.NaN])('refuse a booking of %p hours', (defaultBookingHours) => {
    expect(() => applyWish(DEFAULT_PREFERENCES, { defaultBookingHours })).toThrow('default_booking_duration');
  });
});
