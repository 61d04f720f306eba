import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { accessCommands } from '@flexspace/access';
import { bookingCommands } from '@flexspace/booking';
import { catalogCommands } from '@flexspace/catalog';
import { openOffice, type Office } from './support/office.js';

let office: Office;
beforeAll(async () => {
  office = await openOffice();
  const user = { user_id: office.people.get('bob')?.userId };
  for (const [action, json] of [['assign-permanent', user], ['clear-permanent'], ['assign-permanent', user]] as const) {
    expect((await office.post('superuser', `/desks/${office.ids.desk}/${action}/`, json)).status).toBe(200);
  }
}, 180_000);
afterAll(async () => {
  await office.world.stop();
});

const COMMANDS = { catalog: catalogCommands, access: accessCommands, booking: bookingCommands } as const;
type Name = keyof typeof COMMANDS;

const verify = (name: Name, keptHeads: readonly string[] = []): unknown => {
  const env = { FLEXSPACE_DATABASE_URL: office.world.databases[name].url, FLEXSPACE_LOG_LEVEL: 'silent' };
  return COMMANDS[name]['verify-audit']?.(env, keptHeads);
};
/** What only who owns the table can do. */
const byForce = (name: Name, statement: string): Promise<unknown> =>
  office.world.databases[name].knex.raw(
    `ALTER TABLE ${name}.audit_log DISABLE TRIGGER USER; ${statement}; ALTER TABLE ${name}.audit_log ENABLE TRIGGER USER`,
  );

describe.each(Object.keys(COMMANDS) as Name[])('the command that verifies the audit trail of %s', (name) => {
  it('fails when the end was cut off, as whoever kept a newer head can tell', async () => {
    const rows = await office.world.databases[name].knex
      .select<{ id: number; hash: string }[]>('id', 'hash')
      .from(`${name}.audit_log`)
      .orderBy('id', 'desc')
      .limit(2);
    const [last, before] = rows;
    const [head, older] = [last?.hash ?? '', before?.hash ?? ''];
    await verify(name, [head, older]);
    await byForce(name, `CREATE TABLE ${name}.kept AS SELECT * FROM ${name}.audit_log WHERE id = ${String(last?.id)}`);
    await byForce(name, `DELETE FROM ${name}.audit_log WHERE id = ${String(last?.id)}`);
    await verify(name, [older]);
    await expect(verify(name, [older, head])).rejects.toThrow(`no row has the hash ${head}`);
    await byForce(name, `INSERT INTO ${name}.audit_log SELECT * FROM ${name}.kept; DROP TABLE ${name}.kept`);
  });

  it('passes a trail that was only added to, and fails at the line that was changed or taken out', async () => {
    await verify(name);
    await byForce(name, `UPDATE ${name}.audit_log SET actor_full_name = actor_full_name || '.' WHERE id = 2`);
    await expect(verify(name)).rejects.toThrow('broken at row 2');
    await byForce(name, `UPDATE ${name}.audit_log SET actor_full_name = rtrim(actor_full_name, '.') WHERE id = 2`);
    await verify(name);
    await byForce(name, `DELETE FROM ${name}.audit_log WHERE id = 2`);
    await expect(verify(name)).rejects.toThrow('broken at row 3');
  });
});
