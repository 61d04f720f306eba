import { readFile, stat } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

const file = process.env['FLEXSPACE_STACK'] ?? '';

const ROLES = ['superuser', 'staff', 'location_manager', 'room_manager', 'user'] as const;
const admin = z.url();
const callee = z.array(z.strictObject({ pid: z.int(), grpc: z.string().regex(/^[\w.]+:\d+$/), admin })).min(1);
const door = z.array(z.strictObject({ pid: z.int(), http: z.url(), admin })).min(1);

/** To the letter, for the tools that are written against it. */
const shape = z.strictObject({
  app: z.url().refine((text) => !text.endsWith('/'), 'is an origin without a trailing slash'),
  ws: z.url({ protocol: /^wss?$/ }),
  keycloak: z.strictObject({
    url: z.url(),
    realm: z.string(),
    admin: z.strictObject({ username: z.string(), password: z.string().min(8) }),
  }),
  postgres: z.strictObject({ catalog: z.url(), access: z.url(), booking: z.url() }),
  redis: z.url(),
  nats: z.url(),
  services: z.strictObject({
    catalog: callee,
    access: callee,
    booking: callee,
    scheduler: z.array(z.strictObject({ pid: z.int(), admin })).min(1),
    'realtime-gateway': door,
    'api-gateway': door,
  }),
  accounts: z.array(z.strictObject({ username: z.string(), password: z.string(), role: z.enum(ROLES) })),
});

const read = async (): Promise<z.output<typeof shape>> => shape.parse(JSON.parse(await readFile(file, 'utf8')));

describe('stack.json', () => {
  it('is its owner’s alone, since it holds passwords', async () => {
    expect((await stat(file)).mode & 0o777).toBe(0o600);
  });

  it('has its shape, and names an account for every role', async () => {
    const { accounts } = await read();
    expect(new Set(accounts.map(({ role }) => role))).toEqual(new Set(ROLES));
  });

  it('names roles as the product itself does', async () => {
    const { app, accounts } = await read();
    for (const { username, password, role } of accounts) {
      const answer = await fetch(`${app}/api/auth/login/`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: app },
        body: JSON.stringify({ username, password }),
      });
      expect(await answer.json()).toMatchObject({ username, role });
    }
  });

  it('names processes that run and addresses that answer', async () => {
    const { services, app } = await read();
    for (const replica of Object.values(services).flat()) {
      expect(process.kill(replica.pid, 0)).toBe(true);
      expect((await fetch(`${replica.admin}/livez`)).status).toBe(200);
    }
    expect((await fetch(`${app}/healthz`)).status).toBe(200);
  });
});
