import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { ConfigError, readConfig, settings } from './config.js';

const schema = z.object({ ...settings.log, PEER_ADDRESS: settings.address });
const addressOf = (text: string): string => readConfig(schema, { FLEXSPACE_PEER_ADDRESS: text }).PEER_ADDRESS;

describe('the address of a service', () => {
  it('is a name with a port, or every replica by number', () => {
    expect(addressOf('booking.example:9090')).toBe('booking.example:9090');
    expect(addressOf('127.0.0.1:1,127.0.0.2:2')).toBe('ipv4:127.0.0.1:1,127.0.0.2:2');
  });

  it('is nothing else', () => {
    for (const text of ['', 'booking', 'http://booking:9090', 'a:1,b:2', '127.0.0.1:1,', 'booking:9090 ']) {
      expect(() => addressOf(text)).toThrow(ConfigError);
    }
  });
});

describe('settings that are wrong', () => {
  it('are named all at once, by the variables a person has set', () => {
    const read = (): unknown => readConfig(schema, { FLEXSPACE_PEER_ADDRESS: 'booking', FLEXSPACE_LOG_LEVEL: 'loud' });
    expect(read).toThrow(
      expect.objectContaining({
        problems: [expect.stringContaining('FLEXSPACE_LOG_LEVEL'), expect.stringContaining('FLEXSPACE_PEER_ADDRESS')],
      }),
    );
  });
});
