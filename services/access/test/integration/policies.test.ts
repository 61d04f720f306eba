import { readFileSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { userId } from '@flexspace/kernel';
import { toReach } from '@flexspace/service-kit';
import { signInService, testCall, type SignedIn } from '@flexspace/testkit';
import { askMany, askOne, askReach, type Question } from './access-questions.js';
import { createAccessWorld, type AccessWorld } from './access-world.js';
import { seedWorld, type SeededWorld, type WorldModel } from './world-model.js';

interface PolicyCheck {
  readonly who: string;
  readonly action: Question['action'];
  readonly location?: string;
  readonly room?: string;
  readonly maintenance?: boolean;
  readonly assignee?: string;
  readonly owner?: string;
  readonly expect: string;
}
interface PolicyCase {
  readonly name: string;
  readonly world: WorldModel;
  readonly checks: readonly PolicyCheck[];
}

const folder = new URL('../policies/', import.meta.url);
const policies = readdirSync(folder).flatMap(
  (file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as readonly PolicyCase[],
);

const toQuestion = (check: PolicyCheck, world: SeededWorld): Question => {
  const idOf = (key: string): string => world.people.get(key)!;
  const room = check.room === undefined ? undefined : world.rooms.get(check.room)!;
  return {
    subjectId: idOf(check.who),
    action: check.action,
    locationId: room?.locationId ?? world.locations.get(check.location ?? '') ?? 0,
    roomId: room?.roomId ?? 0,
    ...(check.maintenance !== undefined && { maintenance: check.maintenance }),
    ...(check.assignee !== undefined && { assigneeId: idOf(check.assignee) }),
    ...(check.owner !== undefined && { ownerId: idOf(check.owner) }),
  };
};

describe('the policy', () => {
  let world: AccessWorld;
  let booking: SignedIn;
  beforeAll(async () => {
    world = await createAccessWorld();
    booking = await signInService('booking');
  });
  afterAll(() => world.close());

  it.each(policies)('$name', async ({ world: model, checks }) => {
    const seeded = await seedWorld(world.database, model);
    const questions = checks.map((check) => toQuestion(check, seeded));
    const together = await askMany(world.client, questions, testCall(booking));
    for (const [index, check] of checks.entries()) {
      const question = questions[index]!;
      const single = await askOne(world.client, question, testCall(booking));
      const answer = await world.client.listAccessible({ subjectId: question.subjectId }, testCall(booking));
      const listed = askReach(toReach(answer, userId(question.subjectId)), question);
      const expected = { single: check.expect, together: check.expect, listed: check.expect };
      expect({ check, single, together: together[index], listed }).toEqual({ check, ...expected });
    }
  });
});
