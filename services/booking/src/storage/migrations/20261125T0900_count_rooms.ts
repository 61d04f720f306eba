import type { Migration } from '@flexspace/database';

/**
 * Desks and occupied desks by room, kept beside every change, so that nobody has to count desks to show a tree of places:
 * - `desks`: those that are not removed
 * - `bookable`: those of them that are nobody's permanent desk
 * - `occupied`: bookings in phase 1 (start announced, end not yet) on bookable desks
 * Bookings whose start or end is due and not announced yet are few; whoever reads corrects for them.
 *
 * Triggers, because a path that forgot to count would be wrong until somebody noticed. Whoever changes bookings of phase 1 holds a
 * share lock on their desks, and whoever changes a desk holds its row: so each of two that meet sees what the other did. Rows here
 * are locked last and in order, to keep two such transactions from waiting for each other.
 */
export const countRooms: Migration = {
  name: '20261125T0900_count_rooms',
  async up(knex) {
    await knex.raw('LOCK TABLE booking.desk_places, booking.bookings IN SHARE ROW EXCLUSIVE MODE');
    await knex.raw(`
      CREATE TABLE booking.room_counts (
        room_id bigint CONSTRAINT room_counts_pkey PRIMARY KEY,
        location_id bigint NOT NULL,
        desks integer NOT NULL,
        bookable integer NOT NULL,
        occupied integer NOT NULL
      ) WITH (fillfactor = 70)`);
    await knex.raw('CREATE INDEX room_counts_location ON booking.room_counts (location_id)');
    await knex.raw(ADD_TO_ROOMS);
    await knex.raw(FROM_BOOKINGS);
    await knex.raw(FROM_DESKS);
    for (const [event, tables] of Object.entries({
      insert: 'NEW TABLE AS after',
      update: 'OLD TABLE AS before NEW TABLE AS after',
      delete: 'OLD TABLE AS before',
    })) {
      await knex.raw(`
        CREATE TRIGGER bookings_${event}_counted AFTER ${event} ON booking.bookings REFERENCING ${tables}
        FOR EACH STATEMENT EXECUTE FUNCTION booking.count_changed_bookings();
        CREATE TRIGGER desk_places_${event}_counted AFTER ${event} ON booking.desk_places REFERENCING ${tables}
        FOR EACH STATEMENT EXECUTE FUNCTION booking.count_changed_desks()`);
    }
    await knex.raw(`
      INSERT INTO booking.room_counts (room_id, location_id, desks, bookable, occupied)
      SELECT d.room_id, d.location_id, count(DISTINCT d.desk_id),
             count(DISTINCT d.desk_id) FILTER (WHERE d.assignee_id IS NULL),
             count(b.id) FILTER (WHERE d.assignee_id IS NULL)
      FROM booking.desk_places d
      LEFT JOIN booking.bookings b ON b.desk_id = d.desk_id AND b.phase = 1 AND b.cancelled_at IS NULL
      WHERE NOT d.removed GROUP BY d.room_id, d.location_id`);
  },
};

const ADD_TO_ROOMS = `
  CREATE FUNCTION booking.add_to_room_counts(rooms bigint[], locations bigint[], desks integer[], bookable integer[],
                                             occupied integer[])
  RETURNS void LANGUAGE sql AS $$
    INSERT INTO booking.room_counts AS known (room_id, location_id, desks, bookable, occupied)
    SELECT d.room_id, d.location_id, sum(d.desks), sum(d.bookable), sum(d.occupied)
    FROM unnest(rooms, locations, desks, bookable, occupied) AS d (room_id, location_id, desks, bookable, occupied)
    GROUP BY d.room_id, d.location_id
    HAVING sum(d.desks) <> 0 OR sum(d.bookable) <> 0 OR sum(d.occupied) <> 0
    ORDER BY d.room_id
    ON CONFLICT (room_id) DO UPDATE SET
      desks = known.desks + excluded.desks, bookable = known.bookable + excluded.bookable,
      occupied = known.occupied + excluded.occupied
  $$`;

/** One function for three events: the tables that an event lacks are read behind the branch that is not taken. */
const FROM_BOOKINGS = `
  CREATE FUNCTION booking.count_changed_bookings() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    changed_desks bigint[];
    changes integer[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      SELECT array_agg(desk_id), array_agg(change) INTO changed_desks, changes FROM (
        SELECT desk_id, count(*)::integer AS change FROM after WHERE phase = 1 AND cancelled_at IS NULL GROUP BY desk_id
      ) AS one;
    ELSIF TG_OP = 'DELETE' THEN
      SELECT array_agg(desk_id), array_agg(change) INTO changed_desks, changes FROM (
        SELECT desk_id, -count(*)::integer AS change FROM before WHERE phase = 1 AND cancelled_at IS NULL GROUP BY desk_id
      ) AS one;
    ELSE
      SELECT array_agg(desk_id), array_agg(change) INTO changed_desks, changes FROM (
        SELECT desk_id, sum(change)::integer AS change FROM (
          SELECT desk_id, 1 AS change FROM after WHERE phase = 1 AND cancelled_at IS NULL
          UNION ALL
          SELECT desk_id, -1 FROM before WHERE phase = 1 AND cancelled_at IS NULL
        ) AS both_sides GROUP BY desk_id HAVING sum(change) <> 0
      ) AS one;
    END IF;
    IF changed_desks IS NULL THEN RETURN NULL; END IF;
    PERFORM FROM booking.desk_places WHERE desk_id = ANY (changed_desks) ORDER BY desk_id FOR SHARE;
    PERFORM booking.add_to_room_counts(array_agg(d.room_id), array_agg(d.location_id), array_agg(0), array_agg(0),
                                       array_agg(one.change))
    FROM unnest(changed_desks, changes) AS one (desk_id, change)
    JOIN booking.desk_places d USING (desk_id)
    WHERE NOT d.removed AND d.assignee_id IS NULL
    HAVING count(*) > 0;
    RETURN NULL;
  END $$`;

const SIDES = `array_agg(desk_id), array_agg(room_id), array_agg(location_id), array_agg(assignee_id IS NULL), array_agg(sign)
      INTO changed_desks, rooms, locations, open_desks, signs`;
/** Most updates of a desk change its name or version, which count nothing. */
const COUNTS_OTHERWISE = `(a.room_id, a.removed, a.assignee_id IS NULL) IS DISTINCT FROM
                                  (b.room_id, b.removed, b.assignee_id IS NULL)`;

const FROM_DESKS = `
  CREATE FUNCTION booking.count_changed_desks() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE
    changed_desks bigint[];
    rooms bigint[];
    locations bigint[];
    open_desks boolean[];
    signs integer[];
  BEGIN
    IF TG_OP = 'INSERT' THEN
      SELECT ${SIDES} FROM (SELECT *, 1 AS sign FROM after WHERE NOT removed) AS sides;
    ELSIF TG_OP = 'DELETE' THEN
      SELECT ${SIDES} FROM (SELECT *, -1 AS sign FROM before WHERE NOT removed) AS sides;
    ELSE
      SELECT ${SIDES} FROM (
        SELECT a.*, 1 AS sign FROM after a JOIN before b USING (desk_id) WHERE NOT a.removed AND ${COUNTS_OTHERWISE}
        UNION ALL
        SELECT b.*, -1 FROM after a JOIN before b USING (desk_id) WHERE NOT b.removed AND ${COUNTS_OTHERWISE}
      ) AS sides;
    END IF;
    IF changed_desks IS NULL THEN RETURN NULL; END IF;
    PERFORM booking.add_to_room_counts(
      array_agg(one.room_id), array_agg(one.location_id), array_agg(one.sign),
      array_agg(CASE WHEN one.is_open THEN one.sign ELSE 0 END),
      array_agg(CASE WHEN one.is_open THEN one.sign * taken.bookings ELSE 0 END))
    FROM unnest(changed_desks, rooms, locations, open_desks, signs) AS one (desk_id, room_id, location_id, is_open, sign)
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS bookings FROM booking.bookings b
      WHERE b.desk_id = one.desk_id AND b.phase = 1 AND b.cancelled_at IS NULL
    ) AS taken;
    RETURN NULL;
  END $$`;
