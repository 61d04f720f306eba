import { useI18n } from 'vue-i18n';
import type { AuditLine } from '../../../api/audit.js';
import { en } from '../../../i18n/en.js';
import { nameIn } from '../audit-changes.js';
import { useManaged } from '../stores/managed.js';

type Did = keyof typeof en.audit.did;
const isDid = (word: string): word is Did => Object.hasOwn(en.audit.did, word);

/** The trail's own names of what can be done, as its filter takes them: a thing, a full stop, a fact. */
export const auditActions = Object.keys(en.audit.did).map((word) =>
  word.replace(/^(permanent_desk|location_manager|room_manager|location_gate|room_gate|[a-z]+)_/, '$1.'),
);

/** Lines of the audit trail in words; what a newer service may write stays readable. */
export function useAuditWords(): { did: (action: string) => string; which: (line: AuditLine) => string } {
  const { t } = useI18n();
  const managed = useManaged();
  return {
    did(action) {
      const word = action.replace('.', '_');
      return isDid(word) ? t(`audit.did.${word}`) : action;
    },
    which(line) {
      const id = Number(line.object_id);
      const known = { room: managed.rooms, location: managed.locations, country: managed.countries };
      const now = Object.entries(known)
        .find(([kind]) => kind === line.object_type)?.[1]
        .get(id)?.name;
      return nameIn(line.before, line.after) ?? now ?? `${line.object_type} ${line.object_id}`;
    },
  };
}
