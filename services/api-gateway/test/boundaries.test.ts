import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { createRealtimeService, realtimeConfig, type RealtimeGateway } from '@flexspace/realtime-gateway';
import { createSchedulerService, schedulerConfig, type Scheduler } from '@flexspace/scheduler';
import { eventually, oidcEnvironment, silentLogger } from '@flexspace/testkit';
import { WebSocket } from 'ws';
import { idOf, openOffice, type Office } from './support/office.js';

interface Status {
  readonly desk_id: number;
  readonly is_booked: boolean;
  readonly booked_by: { readonly username: string } | null;
  readonly occurred_at: string;
}

let office: Office;
let realtime: RealtimeGateway;
let schedulers: Scheduler[] = [];
let socket: WebSocket;
const heard: Status[] = [];

beforeAll(async () => {
  office = await openOffice();
  const { env } = office.world;
  const oidc = await oidcEnvironment('scheduler');
  schedulers = [1, 2].map(() =>
    createSchedulerService(schedulerConfig({ ...env, ...oidc, FLEXSPACE_SCHEDULER_LEASE_TTL_MS: '1000' }), {
      logger: silentLogger(),
    }),
  );
  realtime = createRealtimeService(
    realtimeConfig({ ...env, ...(await oidcEnvironment('realtime')), FLEXSPACE_PUBLIC_URL: 'http://localhost:8080' }),
    { logger: silentLogger() },
  );
  await Promise.all([realtime, ...schedulers].map((service) => service.start()));
  await eventually(() => schedulers.some((scheduler) => scheduler.isLeading()));
  const token = office.people.get('alice')?.token ?? '';
  socket = new WebSocket(`${realtime.url().replace('http', 'ws')}/ws`, {
    headers: { cookie: `flexspace_access=${token}` },
  });
  let subscribed = false;
  socket.on('message', (data: Buffer) => {
    const frame = JSON.parse(data.toString()) as Status & { readonly type: string };
    if (frame.type === 'subscribed') subscribed = true;
    if (frame.type === 'desk_status') heard.push(frame);
  });
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'subscribe', topic: `room_${office.ids.room}` }));
  await eventually(() => subscribed);
}, 180_000);

afterAll(async () => {
  socket.terminate();
  await Promise.all([realtime, ...schedulers].map((service) => service.stop()));
  await office.world.stop();
});

it('a booking that begins and ends is heard on the socket, each once and within a second, also when the leader goes', async () => {
  const start = Date.now() + 2_000;
  const end = start + 4_000;
  const times = { start_time: new Date(start).toISOString(), end_time: new Date(end).toISOString() };
  const made = await office.post('alice', '/bookings/', { desk_id: office.ids.desk, ...times });
  expect(made.body).toMatchObject({ status: 'upcoming' });
  await eventually(() => heard.length === 1);

  const leader = schedulers.find((scheduler) => scheduler.isLeading());
  await leader?.stop();
  schedulers = schedulers.filter((scheduler) => scheduler !== leader);
  await eventually(() => heard.length === 2);

  expect(heard).toMatchObject([
    { desk_id: office.ids.desk, is_booked: true, booked_by: { username: 'alice' } },
    { desk_id: office.ids.desk, is_booked: false, booked_by: null },
  ]);
  const late = heard.map(({ occurred_at }, index) => Date.parse(occurred_at) - (index === 0 ? start : end));
  for (const ms of late) {
    expect(ms).toBeGreaterThanOrEqual(0);
    expect(ms).toBeLessThan(1_000);
  }
  const after = await office.as('alice', `/bookings/${idOf(made)}/`);
  expect(after.body).toMatchObject({ status: 'elapsed', version: 1 });
});
