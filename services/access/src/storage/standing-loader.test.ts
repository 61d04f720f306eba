import { describe, expect, it } from '@jest/globals';
import { locationId, userId } from '@flexspace/kernel';
import { plainStanding, type Standing } from '../domain/standing.js';
import { createStandingLoader } from './standing-loader.js';
import type { StandingQuestion } from './standing-query.js';

const person = (index: number) => userId(`00000000-0000-4000-8000-${String(index).padStart(12, '0')}`);

/** A database that answers when it is told to. */
const heldQueries = () => {
  const asked: StandingQuestion[][] = [];
  const answer: (() => void)[] = [];
  const query = (questions: readonly StandingQuestion[]): Promise<Standing[]> =>
    new Promise((resolve) => {
      asked.push([...questions]);
      answer.push(() => {
        resolve(questions.map((question) => plainStanding(question.userId)));
      });
    });
  return { asked, answer, query };
};
const turn = () => new Promise((resolve) => setImmediate(resolve));
const limits = { maxQueries: 1, maxQuestions: 10, maxWaiting: 100 };

describe('the standing loader', () => {
  it('asks the questions of one turn together, and the same one once', async () => {
    const { asked, answer, query } = heldQueries();
    const loader = createStandingLoader({ ...limits, query });
    const loads = [1, 2, 1].map((index) => loader.load(person(index), locationId(7)));
    await turn();
    expect(asked).toHaveLength(1);
    expect(asked[0]).toHaveLength(2);
    answer[0]?.();
    expect((await Promise.all(loads)).map((standing) => standing.userId)).toEqual([person(1), person(2), person(1)]);
  });

  it('never lets a question join a query that was sent before it', async () => {
    const { asked, answer, query } = heldQueries();
    const loader = createStandingLoader({ ...limits, query });
    const first = loader.load(person(1), 'everywhere');
    await turn();
    const second = loader.load(person(1), 'everywhere');
    answer[0]?.();
    await first;
    await turn();
    expect(asked).toHaveLength(2);
    answer[1]?.();
    await second;
  });

  it('keeps kinds, sizes and the number of queries within bounds', async () => {
    const { asked, answer, query } = heldQueries();
    const loader = createStandingLoader({ query, maxQueries: 2, maxQuestions: 2, maxWaiting: 6 });
    const loads = [1, 2, 3, 4, 5].map((index) => loader.load(person(index), locationId(1)));
    loads.push(loader.load(person(6), 'everywhere'));
    await expect(loader.load(person(7), 'everywhere')).rejects.toMatchObject({ reason: 'UNAVAILABLE' });
    await turn();
    expect(asked.map((batch) => batch.length)).toEqual([2, 2]);
    for (let index = 0; index < 4; index += 1) {
      answer[index]?.();
      await turn();
      await turn();
    }
    await Promise.all(loads);
    expect(asked.map((batch) => batch.map((question) => question.scope))).toEqual([
      [1, 1],
      [1, 1],
      [1],
      ['everywhere'],
    ]);
  });

  it('passes a failure on to all who waited for it, and goes on', async () => {
    let fail = true;
    const loader = createStandingLoader({
      ...limits,
      query: (questions) =>
        fail
          ? Promise.reject(new Error('away'))
          : Promise.resolve(questions.map((question) => plainStanding(question.userId))),
    });
    const attempts = await Promise.allSettled([
      loader.load(person(1), 'everywhere'),
      loader.load(person(2), 'everywhere'),
    ]);
    expect(attempts.map((attempt) => attempt.status)).toEqual(['rejected', 'rejected']);
    fail = false;
    expect(await loader.load(person(1), 'everywhere')).toMatchObject({ userId: person(1) });
  });
});
