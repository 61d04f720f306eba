import { isObject } from '../../api/decode.js';

export interface FieldChange {
  readonly field: string;
  /** Null where it was not there before, or is not any more. */
  readonly before: string | null;
  readonly after: string | null;
}

/** What a line of the audit trail says in a few words: a name where there is one, else the value itself. */
function wordOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (Array.isArray(value)) return value.length === 0 ? null : value.map((one) => wordOf(one) ?? '').join(', ');
  if (!isObject(value)) return typeof value === 'string' ? value : JSON.stringify(value);
  const name = value['fullName'] ?? value['full_name'] ?? value['name'] ?? value['username'];
  return typeof name === 'string' && name !== '' ? name : JSON.stringify(value);
}

/** Every change counts the version up, which says nothing. */
const unsaid = new Set(['version', 'id']);

/** The fields in which two states differ; a state that is no object is one value. */
export function changesOf(before: unknown, after: unknown): FieldChange[] {
  if (!isObject(before ?? after)) {
    const change = { field: '', before: wordOf(before), after: wordOf(after) };
    return change.before === change.after ? [] : [change];
  }
  const was = isObject(before) ? before : {};
  const is = isObject(after) ? after : {};
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((field) => !unsaid.has(field))
    .map((field) => ({ field, before: wordOf(was[field]), after: wordOf(is[field]) }))
    .filter((change) => change.before !== change.after);
}

/** The name of what was changed, as it was then. */
export function nameIn(before: unknown, after: unknown): string | null {
  for (const state of [after, before]) {
    const name = isObject(state) ? state['name'] : undefined;
    if (typeof name === 'string' && name !== '') return name;
  }
  return null;
}
