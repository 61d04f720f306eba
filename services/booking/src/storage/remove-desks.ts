import { appendAudit, type Knex } from '@flexspace/database';
import { deskId, type DeskId, type Instant, type LocationId, type Person, type RoomId } from '@flexspace/kernel';
import { cancelMany } from './cancel-bookings.js';
import { query, SCHEMA } from './sql.js';

/** Who removed the desks, as far as that is known, and when that was heard. */
interface Removal {
  readonly actor: Person | undefined;
  readonly now: Instant;
}

interface GoneRow {
  readonly desk_id: number;
  readonly location_id: number;
  readonly name: string;
  readonly assignee_id: string | null;
}
const GONE = 'known.desk_id, known.location_id, known.name, known.assignee_id';

/** Desks that somebody named; also those never heard of before, so that a late word about them changes nothing. */
export const removeDesks = async (
  trx: Knex.Transaction,
  named: { readonly roomId: RoomId; readonly locationId: LocationId; readonly deskIds: readonly DeskId[] },
  removal: Removal,
): Promise<void> => {
  const gone = await query<GoneRow>(
    trx,
    `INSERT INTO booking.desk_places AS known (desk_id, room_id, location_id, removed)
     SELECT desk_id, :roomId, :locationId, true FROM unnest(:deskIds::bigint[]) AS gone (desk_id) ORDER BY desk_id
     ON CONFLICT (desk_id) DO UPDATE SET removed = true WHERE NOT known.removed
     RETURNING ${GONE}`,
    named,
  );
  await finish(trx, gone, removal);
};

/** All desks of a place, or all of a list, as far as they were heard of. */
export const removeKnownDesks = async (
  trx: Knex.Transaction,
  which: { readonly roomId: RoomId } | { readonly locationId: LocationId } | { readonly deskIds: readonly DeskId[] },
  removal: Removal,
): Promise<void> => {
  const gone = await query<GoneRow>(
    trx,
    `UPDATE booking.desk_places AS known SET removed = true WHERE desk_id IN (
       SELECT desk_id FROM booking.desk_places WHERE ${conditionOf(which)} AND NOT removed ORDER BY desk_id FOR UPDATE
     ) RETURNING ${GONE}`,
    which,
  );
  await finish(trx, gone, removal);
};

const conditionOf = (which: Parameters<typeof removeKnownDesks>[1]): string => {
  if ('roomId' in which) return 'room_id = :roomId';
  return 'locationId' in which ? 'location_id = :locationId' : 'desk_id = ANY (:deskIds::bigint[])';
};

/** With a desk go the bookings that were still to come on it, and whose it was. */
const finish = async (trx: Knex.Transaction, gone: readonly GoneRow[], { actor, now }: Removal): Promise<void> => {
  if (gone.length === 0) return;
  const deskIds = gone.map((row) => deskId(row.desk_id));
  await cancelMany(trx, { deskIds, except: undefined, ongoing: true, actor, now });
  await appendAudit(
    trx,
    SCHEMA,
    gone.flatMap(({ desk_id, location_id, name, assignee_id }) =>
      assignee_id === null
        ? []
        : [
            {
              at: now,
              actor: actor ?? null,
              action: 'permanent_desk.removed',
              objectType: 'desk',
              objectId: String(desk_id),
              locationId: location_id,
              before: { desk: name, permanent_assignee: assignee_id },
              after: null,
              // Where the request came from stands in catalog's own row.
              requestId: '',
              clientId: '',
              clientAddress: '',
            },
          ],
    ),
  );
};
