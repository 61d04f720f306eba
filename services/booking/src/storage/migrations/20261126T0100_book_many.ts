import type { Migration } from '@flexspace/database';

/**
 * Many bookings of one person, with everything that belongs to them, in one round trip: the key's reservation or its first answer,
 * turns on the desks, the desks as they are now, the rows, the person's names, what stood in the way of those that were refused,
 * an event a desk, and the answer under the key. A function and not one statement, because each step has to see what was committed
 * while it waited for its turn, and because all or nothing has to undo itself.
 *
 * An event's bytes are put together here, because only here it is known which rows there are. Of a protobuf message that is
 * written in parts, repeated fields add up: so each row comes with a message about itself alone, and those of the rows that were
 * made, one behind the other, are the message about all of them.
 */
export const bookMany: Migration = {
  name: '20261126T0100_book_many',
  async up(knex) {
    await knex.raw(MESSAGE_LENGTH);
    await knex.raw(bookManyFunction(STAMP));
  },
};

/** A length as protobuf writes it, always in four bytes: it allows for leading nothing. */
const MESSAGE_LENGTH = `
  CREATE FUNCTION booking.message_length(bytes integer) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT substring(int8send(
      ((bytes & 127 | 128)::bigint << 24) | ((bytes >> 7 & 127 | 128) << 16) | ((bytes >> 14 & 127 | 128) << 8) | (bytes >> 21 & 127)
    ) FROM 5)
  $$`;

/** What the checks were made for. Later versions of the function compare more. */
const STAMP = `concat_ws(E'\\x1f', d.name, r.room_id, r.name, r.floor_id, r.floor_name, r.under_maintenance,
  l.location_id, l.name, l.timezone, d.assignee_id)`;

const ADVISORY_SPACE = 7_301;
/** A booking of 31 days asked for can meet many short ones; the days of these are told. */
const MAX_CONFLICTS_PER_ROW = 300;
/** Ends the attempt without a trace; what was found out meanwhile is still told. */
const UNDO = 'BK001';

/** `stamp` is what a checked desk is compared by; `d`, `r`, `l` are its rows. */
export const bookManyFunction = (stamp: string): string => `
  CREATE OR REPLACE FUNCTION booking.book_many(
    row_ids bigint[], row_desks bigint[], row_stamps text[], row_starts timestamptz[], row_ends timestamptz[],
    row_phases smallint[], row_messages bytea[],
    event_desks bigint[], event_ids uuid[], event_subjects text[], event_keys text[], event_lanes smallint[],
    event_heads bytea[], trace text,
    owner_id uuid, owner_username text, owner_full_name text,
    all_or_nothing boolean, wanted_key text, wanted_fingerprint text, judged jsonb
  ) RETURNS jsonb LANGUAGE plpgsql AS $$
  DECLARE
    earlier record;
    changed jsonb;
    made bigint[];
    outcomes jsonb;
  BEGIN
    IF wanted_key IS NOT NULL THEN
      -- Whoever comes second under a key waits here until the first has committed.
      INSERT INTO booking.idempotency_keys AS old (user_id, key, fingerprint, answer)
      VALUES (owner_id, wanted_key, wanted_fingerprint, 'null')
      ON CONFLICT (user_id, key) DO UPDATE SET fingerprint = excluded.fingerprint, created_at = now()
        WHERE old.created_at <= now() - interval '24 hours';
      IF NOT FOUND THEN
        SELECT fingerprint, answer INTO earlier FROM booking.idempotency_keys
        WHERE user_id = owner_id AND key = wanted_key;
        RETURN jsonb_build_object('kind', 'repeated', 'fingerprint', earlier.fingerprint, 'answer', earlier.answer);
      END IF;
    END IF;

    PERFORM pg_advisory_xact_lock(${ADVISORY_SPACE}, (desk_id % 2147483647)::integer)
    FROM (SELECT DISTINCT desk_id FROM unnest(row_desks) AS one (desk_id) ORDER BY desk_id) AS desks;
    PERFORM FROM booking.desk_places WHERE desk_id = ANY (row_desks) ORDER BY desk_id FOR SHARE;
    SELECT jsonb_agg(w.desk_id) INTO changed
    FROM (SELECT DISTINCT desk_id, stamp FROM unnest(row_desks, row_stamps) AS one (desk_id, stamp)) AS w
    WHERE NOT EXISTS (
      SELECT FROM booking.desk_places d
      JOIN booking.room_places r ON r.room_id = d.room_id
      JOIN booking.location_places l ON l.location_id = d.location_id
      WHERE d.desk_id = w.desk_id AND NOT d.removed AND NOT r.removed AND NOT l.removed AND ${stamp} = w.stamp
    );
    IF changed IS NOT NULL THEN RAISE SQLSTATE '${UNDO}'; END IF;

    -- In the order asked: of two that overlap each other the first one wins.
    WITH added AS (
      INSERT INTO booking.bookings (id, location_id, room_id, desk_id, user_id, start_at, end_at, phase)
      SELECT w.id, d.location_id, d.room_id, d.desk_id, owner_id, w.start_at, w.end_at, w.phase
      FROM unnest(row_ids, row_desks, row_starts, row_ends, row_phases)
        WITH ORDINALITY AS w (id, desk_id, start_at, end_at, phase, position)
      JOIN booking.desk_places d USING (desk_id)
      ORDER BY w.position
      ON CONFLICT DO NOTHING
      RETURNING id
    )
    SELECT coalesce(array_agg(id), '{}') INTO made FROM added;

    SELECT coalesce(jsonb_agg(
      CASE WHEN m.id IS NULL THEN jsonb_build_object('taken', coalesce(t.taken, '[]')) ELSE jsonb_build_object('id', m.id) END
      ORDER BY w.position), '[]') INTO outcomes
    FROM unnest(row_ids, row_desks, row_starts, row_ends)
      WITH ORDINALITY AS w (id, desk_id, start_at, end_at, position)
    JOIN booking.desk_places d USING (desk_id)
    LEFT JOIN unnest(made) AS m (id) ON m.id = w.id
    LEFT JOIN LATERAL (
      SELECT jsonb_agg(jsonb_build_array(b.start_at, b.end_at) ORDER BY b.start_at) AS taken
      FROM (
        SELECT start_at, end_at FROM booking.bookings
        WHERE location_id = d.location_id AND desk_id = d.desk_id AND cancelled_at IS NULL
          AND during && tstzrange(w.start_at, w.end_at, '[)')
        ORDER BY start_at LIMIT ${MAX_CONFLICTS_PER_ROW}
      ) AS b
    ) AS t ON m.id IS NULL;
    IF all_or_nothing AND cardinality(made) < cardinality(row_ids) THEN RAISE SQLSTATE '${UNDO}'; END IF;

    IF cardinality(made) > 0 THEN
      INSERT INTO booking.people AS known (user_id, username, full_name)
      VALUES (owner_id, owner_username, owner_full_name)
      ON CONFLICT (user_id) DO UPDATE SET username = excluded.username, full_name = excluded.full_name
        WHERE (known.username, known.full_name) IS DISTINCT FROM (excluded.username, excluded.full_name);
      INSERT INTO booking.outbox (event_id, subject, ordering_key, lane, payload, traceparent)
      SELECT e.id, e.subject, e.key, e.lane, e.head || booking.message_length(length(b.message)) || b.message, trace
      FROM unnest(event_desks, event_ids, event_subjects, event_keys, event_lanes, event_heads)
        WITH ORDINALITY AS e (desk_id, id, subject, key, lane, head, position)
      JOIN (
        SELECT w.desk_id, string_agg(w.message, ''::bytea ORDER BY w.position) AS message
        FROM unnest(row_ids, row_desks, row_messages) WITH ORDINALITY AS w (id, desk_id, message, position)
        JOIN unnest(made) AS m (id) ON m.id = w.id
        GROUP BY w.desk_id
      ) AS b USING (desk_id)
      ORDER BY e.position;
    END IF;
    IF wanted_key IS NOT NULL THEN
      UPDATE booking.idempotency_keys SET answer = jsonb_build_object('judged', judged, 'outcomes', outcomes)
      WHERE user_id = owner_id AND key = wanted_key;
    END IF;
    RETURN jsonb_build_object('kind', 'written', 'outcomes', outcomes);
  EXCEPTION WHEN SQLSTATE '${UNDO}' THEN
    IF changed IS NOT NULL THEN RETURN jsonb_build_object('kind', 'changed', 'desks', changed); END IF;
    RETURN jsonb_build_object('kind', 'refused', 'outcomes', outcomes);
  END $$`;
