import { describe, expect, it } from '@jest/globals';
import { locationId, userId } from '@flexspace/kernel';
import { plainStanding, type Standing } from '../domain/standing.js';
import { createRememberedStandings, type StandingAnswers } from './remembered-standings.js';
import type { StandingQuestion } from './standing-query.js';

const ann = userId('00000000-0000-4000-8000-000000000001');
const ben = userId('00000000-0000-4000-8000-000000000002');
const about = (person = ann): StandingQuestion => ({ userId: person, scope: 'everywhere' });

/** A database with one right, and a count of what it was asked. */
const database = () => {
  const state = { revision: 1, closed: 0, revisions: 0, queries: 0 };
  const standing = (of: StandingQuestion): Standing => ({
    ...plainStanding(of.userId),
    closedLocations: state.closed === 0 ? [] : [locationId(state.closed)],
  });
  const read = (questions: readonly StandingQuestion[]): StandingAnswers => ({
    revision: state.revision,
    standings: questions.map(standing),
  });
  const reads = {
    revision: () => {
      state.revisions += 1;
      return Promise.resolve(state.revision);
    },
    query: (questions: readonly StandingQuestion[]) => {
      state.queries += 1;
      return Promise.resolve(read(questions));
    },
  };
  const change = (closed: number): void => {
    state.closed = closed;
    state.revision += 1;
  };
  return { state, reads, read, change };
};

describe('remembered standings', () => {
  it('are read once while nothing changes, and the revision each time', async () => {
    const { state, reads } = database();
    const ask = createRememberedStandings(reads);
    for (let times = 0; times < 3; times += 1) await ask([about()]);
    expect(state).toMatchObject({ queries: 1, revisions: 2 });
  });

  it('are read again after any change', async () => {
    const { reads, change } = database();
    const ask = createRememberedStandings(reads);
    await ask([about()]);
    change(7);
    expect((await ask([about()]))[0]?.closedLocations).toEqual([7]);
    change(0);
    expect((await ask([about()]))[0]?.closedLocations).toEqual([]);
  });

  it('keep two people and two scopes apart', async () => {
    const { state, reads } = database();
    const ask = createRememberedStandings(reads);
    const questions = [about(ann), about(ben), { userId: ann, scope: locationId(3) }];
    for (const question of questions) await ask([question]);
    expect(state.queries).toBe(3);
    expect((await ask([about(ben), about(ann)])).map((one) => one.userId)).toEqual([ben, ann]);
    expect(state.queries).toBe(3);
  });

  it('that come late are given to whoever asked and never kept', async () => {
    const { state, reads, read, change } = database();
    const held: ((answers: StandingAnswers) => void)[] = [];
    const slow = { ...reads, query: () => new Promise<StandingAnswers>((resolve) => held.push(resolve)) };
    const ask = createRememberedStandings(slow);
    const early = ask([about()]);
    const old = read([about()]);
    change(7);
    const later = ask([about()]);
    held[1]?.(read([about()]));
    await later;
    held[0]?.(old);
    expect((await early)[0]?.closedLocations).toEqual([]);
    expect((await ask([about()]))[0]?.closedLocations).toEqual([7]);
    expect(state.revisions).toBe(1);
  });
});
