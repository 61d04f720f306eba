import { onMounted, ref, shallowRef, watch, type Ref, type ShallowRef } from 'vue';
import { fetchAudit, type AuditFilter, type AuditLine } from '../../../api/audit.js';
import { Latest } from '../../../api/latest.js';
import { toProblem, type Problem } from '../../../api/problem.js';

/** The audit trail under a filter, read page by page as far back as somebody wants to look. */
export function useAudit(filter: () => AuditFilter): {
  lines: ShallowRef<readonly AuditLine[] | null>;
  isMore: Ref<boolean>;
  busy: Ref<boolean>;
  problem: ShallowRef<Problem | null>;
  older: () => Promise<void>;
} {
  const lines = shallowRef<readonly AuditLine[] | null>(null);
  const isMore = ref(false);
  const busy = ref(false);
  const problem = shallowRef<Problem | null>(null);
  const latest = new Latest();
  let cursor: string | null = null;

  async function older(): Promise<void> {
    busy.value = true;
    try {
      const page = await latest.run((signal) => fetchAudit(filter(), cursor, signal));
      if (page === null) return;
      lines.value = [...(lines.value ?? []), ...page.rows];
      cursor = page.next;
      isMore.value = page.next !== null;
      problem.value = null;
      busy.value = false;
    } catch (failure) {
      problem.value = toProblem(failure);
      busy.value = false;
    }
  }
  async function anew(): Promise<void> {
    cursor = null;
    lines.value = null;
    isMore.value = false;
    await older();
  }
  watch(filter, anew);
  onMounted(anew);
  return { lines, isMore, busy, problem, older };
}
