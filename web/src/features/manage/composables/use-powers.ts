import { useSession } from '../../session/index.js';

/** What this person may change, so that nothing is offered that would be refused. The server decides all the same. */
export function usePowers(): { isSuperuser: () => boolean; runsLocation: (id: number) => boolean } {
  const session = useSession();
  const isSuperuser = (): boolean => session.me?.is_superuser === true;
  return {
    isSuperuser,
    runsLocation: (id) => isSuperuser() || session.me?.managed_location_ids.includes(id) === true,
  };
}
