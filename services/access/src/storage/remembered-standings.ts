import { LRUCache } from 'lru-cache';
import type { Standing } from '../domain/standing.js';
import type { StandingQuestion } from './standing-query.js';

/** Standings of one moment, and the revision that they were read with. */
export interface StandingAnswers {
  readonly revision: number;
  readonly standings: readonly Standing[];
}

export interface StandingReads {
  /** The number that grows with every change of anybody's standing. */
  revision(): Promise<number>;
  /** In the order of the questions, all of one snapshot. */
  query(questions: readonly StandingQuestion[]): Promise<StandingAnswers>;
}

/** Ids and people that are kept at most: about 50 MB. */
const CAPACITY = 1_000_000;

const keyOf = ({ userId, scope }: StandingQuestion): string => `${userId} ${scope}`;

const weightOf = (standing: Standing): number =>
  8 +
  standing.closedLocations.length +
  standing.managedLocations.length +
  2 * standing.managedRooms.length +
  2 * standing.openRooms.length;

/**
 * Answers from memory what the database says has not changed since. The revision is read anew for every batch of questions, after
 * they were asked, so a change that was committed before a question is always in its answer, on every replica; what is saved is
 * finding out the same rights again, several times a second, for everybody who works.
 */
export const createRememberedStandings = (reads: StandingReads) => {
  const known = new LRUCache<string, Standing>({ maxSize: CAPACITY, sizeCalculation: weightOf });
  let revision = 0;

  /** What was remembered of an older revision is worth nothing any more. A late answer never turns the time back. */
  const moveTo = (newest: number): void => {
    if (newest <= revision) return;
    known.clear();
    revision = newest;
  };

  const remembered = (questions: readonly StandingQuestion[]): readonly Standing[] | undefined => {
    const found = questions.map((question) => known.get(keyOf(question))).filter((one) => one !== undefined);
    return found.length === questions.length ? found : undefined;
  };

  return async (questions: readonly StandingQuestion[]): Promise<readonly Standing[]> => {
    if (remembered(questions) !== undefined) {
      moveTo(await reads.revision());
      const answer = remembered(questions);
      if (answer !== undefined) return answer;
    }
    const { revision: readWith, standings } = await reads.query(questions);
    moveTo(readWith);
    if (readWith === revision) {
      for (const [index, question] of questions.entries()) known.set(keyOf(question), standings[index]);
    }
    return standings;
  };
};
