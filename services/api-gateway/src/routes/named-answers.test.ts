import { describe, expect, it } from '@jest/globals';
import { DomainError } from '@flexspace/kernel';
import { createNamedAnswers, type Named } from './named-answers.js';

interface Part {
  readonly says: string;
}

/** An owner that answers when it is told to, and counts how often it was asked. */
const owner = () => {
  const held: ((answer: Named<Part>) => void)[] = [];
  return {
    held,
    load: (): Promise<Named<Part>> => new Promise((resolve) => held.push(resolve)),
  };
};
const part = (name: string, says = name): Named<Part> => ({ name, value: { says } });

describe('answers by name', () => {
  it('are asked for once, and by all who want the same at the same time together', async () => {
    const { held, load } = owner();
    const answers = createNamedAnswers<Part>(2);
    const wanted = [answers('a', load), answers('a', load)];
    expect(held).toHaveLength(1);
    held[0]?.(part('a'));
    expect((await Promise.all(wanted)).map(({ value }) => value.says)).toEqual(['a', 'a']);
    expect((await answers('a', load)).value.says).toBe('a');
    expect(held).toHaveLength(1);
  });

  it('that come under another name are given to nobody but who asked', async () => {
    const { held, load } = owner();
    const answers = createNamedAnswers<Part>(2);
    const first = answers('a', load);
    const second = answers('a', load);
    held[0]?.(part('b', 'for the eyes of the first'));
    expect((await first).value.says).toBe('for the eyes of the first');
    await Promise.resolve();
    held[1]?.(part('a', 'for the second'));
    expect((await second).value.says).toBe('for the second');
  });

  it('that were refused to one are asked for by the others themselves', async () => {
    const refusal = Promise.withResolvers<Named<Part>>();
    const answers = createNamedAnswers<Part>(2);
    const refused = answers('a', () => refusal.promise);
    const other = answers('a', () => Promise.resolve(part('a', 'for the second')));
    refusal.reject(new DomainError('UNAUTHENTICATED', 'This session has been signed out.'));
    await expect(refused).rejects.toMatchObject({ reason: 'UNAUTHENTICATED' });
    expect((await other).value.says).toBe('for the second');
  });

  it('that nobody gives are given to none of those who wait, and nobody asks once more', async () => {
    const silence = Promise.withResolvers<Named<Part>>();
    const answers = createNamedAnswers<Part>(2);
    const waiting = [answers('a', () => silence.promise), answers('a', () => Promise.resolve(part('a')))];
    silence.reject(new DomainError('TIMEOUT', 'The answer took too long.'));
    expect(await Promise.allSettled(waiting)).toMatchObject([
      { status: 'rejected', reason: { reason: 'TIMEOUT' } },
      { status: 'rejected', reason: { reason: 'TIMEOUT' } },
    ]);
  });

  it('that failed are asked for again', async () => {
    const answers = createNamedAnswers<Part>(2);
    await expect(answers('a', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    expect((await answers('a', () => Promise.resolve(part('a')))).value.says).toBe('a');
  });

  it('are forgotten, the least used first', async () => {
    const answers = createNamedAnswers<Part>(2);
    const loads: string[] = [];
    for (const name of ['a', 'b', 'a', 'c', 'b']) {
      await answers(name, () => {
        loads.push(name);
        return Promise.resolve(part(name));
      });
    }
    expect(loads).toEqual(['a', 'b', 'c', 'b']);
  });
});
