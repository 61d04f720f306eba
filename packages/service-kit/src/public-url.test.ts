import { describe, expect, it } from '@jest/globals';
import { publicQuery, publicUrl } from './public-url.js';

describe('what telemetry tells of an address', () => {
  it('is its path', () => {
    expect(publicUrl('/api/rooms/12/desks/')).toBe('/api/rooms/12/desks/');
    expect(publicUrl('http://access:8080/realms/flexspace')).toBe('http://access:8080/realms/flexspace');
  });

  it.each([
    ['/api/calendar/s3cret-s3cret-s3cret.ics', '/api/calendar/…'],
    ['/api/calendar/s3cret-s3cret-s3cret.ics/', '/api/calendar/…/'],
    ['/api/CALENDAR/s3cret-s3cret-s3cret', '/api/CALENDAR/…'],
    ['//calendar/s3cret', '//calendar/…'],
    ['/api/calendars/s3cret-s3cret-s3cret.ics', '/api/calendars/….ics'],
    ['/api/%63alendar/s3cret-s3cret-s3cret.ics', '/api/calendar/…'],
    ['http://somewhere/api/calendar/s3cret', 'http://somewhere/api/calendar/…'],
  ])('is not the secret of a subscription: %s', (address, told) => {
    expect(publicUrl(address)).toBe(told);
  });

  it('is the names of what was asked for, and none of the values', () => {
    expect(publicUrl('/api/auth/sso/callback/?code=s3cret&state=s3cret')).toBe('/api/auth/sso/callback/?code&state');
    expect(publicQuery('?key=s3cret%20&key=s3cret&empty=')).toBe('key&key&empty');
    expect(publicQuery('')).toBe('');
  });

  it('is something, where it is no address', () => {
    expect(publicUrl('/%E0%A4%A/calendar/s3cret')).toBe('/%E0%A4%A/calendar/…');
    expect(publicUrl('*')).toBe('*');
  });
});
