import { useI18n } from 'vue-i18n';
import { isAbort } from '../api/client.js';
import { toProblem, type Problem } from '../api/problem.js';
import { en } from '../i18n/en.js';
import { useTimeFormat } from '../features/preferences/index.js';
import { useToasts } from './toasts.js';

export interface ProblemWords {
  readonly title: string;
  readonly advice: string;
  readonly requestId: string | null;
}

/** The one place where a problem becomes words: by its reason, with who holds it, when it is taken and when to try again. */
export function useProblemWords(): {
  words: (problem: Problem) => ProblemWords;
  show: (failure: unknown) => void;
} {
  const { t } = useI18n();
  const format = useTimeFormat();
  const toasts = useToasts();

  function words(problem: Problem): ProblemWords {
    const reason = Object.hasOwn(en.problem, problem.reason) ? problem.reason : 'UNKNOWN';
    const extra: string[] = [];
    if (problem.heldBy !== null) extra.push(t('problem.heldBy', { name: problem.heldBy }));
    if (problem.reason === 'SLOT_TAKEN' && problem.conflicts[0]) {
      const { start, end } = problem.conflicts[0];
      extra.push(t('problem.conflict', { times: format.dayRange(start, end) }));
    }
    // Less than a minute is what "in a moment" means.
    const { retryAfterSeconds } = problem;
    const waits = retryAfterSeconds !== null && retryAfterSeconds >= 60;
    if (waits) extra.push(t('problem.retryIn', { time: format.length(retryAfterSeconds * 1000) }));
    return {
      title: t(`problem.${reason}.title`),
      advice: (waits && reason === 'RATE_LIMITED' ? extra : [...extra, t(`problem.${reason}.advice`)]).join(' '),
      requestId: problem.requestId,
    };
  }

  /** Tells about a failure of something the person did, where no place on the page is meant for it. */
  function show(failure: unknown): void {
    if (isAbort(failure)) return;
    const { title, advice, requestId } = words(toProblem(failure));
    toasts.add({ kind: 'error', title, text: advice, requestId });
  }

  return { words, show };
}
