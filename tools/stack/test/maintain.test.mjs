import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandEnvironment, rebuild, verifyAudit } from '../commands/maintain-command.mjs';
import { StackError } from '../stack-error.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

/** @param {RegExp} words */
const stackError = (words) => (/** @type {unknown} */ error) =>
  error instanceof StackError && words.test(`${error.message} ${error.remedy}`);

describe('commands for a stack that runs', () => {
  it('names the projections there are when another one is asked for, or none', async (test) => {
    const root = temporaryFolder(test);
    await assert.rejects(async () => rebuild(root, []), stackError(/Which projection.*booking-desks/s));
    await assert.rejects(async () => rebuild(root, ['desks']), stackError(/no projection desks.*booking-desks/s));
    await assert.rejects(async () => rebuild(root, ['booking-desks', 'more']), stackError(/no projection/));
    await assert.rejects(async () => verifyAudit(root, ['catalog']), stackError(/nothing to say/));
  });

  it('say what to do when nothing runs', async (test) => {
    const root = temporaryFolder(test);
    await assert.rejects(async () => rebuild(root, ['booking-desks']), stackError(/npm start -- --detach/));
    await assert.rejects(async () => verifyAudit(root, []), stackError(/npm start -- --detach/));
  });

  it('get the settings of their own service and nobody else’s', () => {
    const facts = {
      keycloak: { url: 'http://127.0.0.1:2/auth', realm: 'flexspace' },
      postgres: { booking: 'postgres://booking', catalog: 'postgres://catalog' },
      services: { catalog: [{ grpc: '127.0.0.1:3' }] },
    };
    const clientSecrets = { booking: 'b', catalog: 'c' };
    assert.deepEqual(commandEnvironment('booking', { facts, clientSecrets }), {
      FLEXSPACE_DATABASE_URL: 'postgres://booking',
      FLEXSPACE_OIDC_URL: 'http://127.0.0.1:2/auth/realms/flexspace',
      FLEXSPACE_OIDC_CLIENT_ID: 'flexspace-booking',
      FLEXSPACE_OIDC_CLIENT_SECRET: 'b',
      FLEXSPACE_CATALOG_ADDRESS: '127.0.0.1:3',
    });
  });
});
