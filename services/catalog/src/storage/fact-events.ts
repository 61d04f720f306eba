import {
  Orientation as WireOrientation,
  type Desk as WireDesk,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { newEvent, type Fact, type OutboxMessage } from '@flexspace/messaging';
import type { Instant, Person } from '@flexspace/kernel';
import type { Desk, Orientation } from '../domain/desk.js';
import type { CatalogFact } from '../domain/facts.js';

const ORIENTATION: Readonly<Record<Orientation, WireOrientation>> = {
  top: WireOrientation.ORIENTATION_TOP,
  bottom: WireOrientation.ORIENTATION_BOTTOM,
  left: WireOrientation.ORIENTATION_LEFT,
  right: WireOrientation.ORIENTATION_RIGHT,
};

const wireDesk = (desk: Desk): WireDesk => ({ ...desk, orientation: ORIENTATION[desk.orientation] });

/** Belongs to no location. */
const NOWHERE = 0;

const describe = (fact: CatalogFact): { readonly locationId: number; readonly fact: Fact } => {
  switch (fact.kind) {
    case 'country.created':
    case 'country.changed':
    case 'country.removed':
      return { locationId: NOWHERE, fact: { $case: 'treeChanged', value: {} } };
    case 'floor.created':
    case 'floor.changed':
    case 'floor.removed':
      return { locationId: fact.locationId, fact: { $case: 'treeChanged', value: {} } };
    case 'location.created':
    case 'location.changed': {
      const { id, name, timezone } = fact.location;
      return { locationId: id, fact: { $case: 'locationChanged', value: { locationId: id, name, timezone } } };
    }
    case 'location.removed': {
      const { locationId } = fact;
      return { locationId, fact: { $case: 'locationRemoved', value: { locationId } } };
    }
    case 'room.created':
    case 'room.changed': {
      const { id: roomId, name, floorId, locationId, isUnderMaintenance } = fact.room;
      const value = { roomId, name, floorId, floorName: fact.floorName, locationId, isUnderMaintenance };
      return { locationId, fact: { $case: 'roomChanged', value } };
    }
    case 'room.removed': {
      const { roomId, locationId } = fact;
      return { locationId, fact: { $case: 'roomRemoved', value: { roomId, locationId } } };
    }
    case 'room.maintenance_changed': {
      const { roomId, locationId, enabled, by } = fact;
      return { locationId, fact: { $case: 'maintenanceChanged', value: { roomId, enabled, by } } };
    }
    case 'desk.created':
    case 'desk.changed':
    case 'desk.removed':
    case 'desk.replaced': {
      const { roomId, locationId } = fact;
      const value = {
        roomId,
        places: [...fact.places],
        desks: fact.desks.map(wireDesk),
        removedDeskIds: [...fact.removedDeskIds],
      };
      return { locationId, fact: { $case: 'desksChanged', value } };
    }
  }
};

/** A fact as the event that others get, `catalog.v1.<aggregate>.<fact>.<location_id>`. */
export const factEvent = (
  fact: CatalogFact,
  context: { readonly at: Instant; readonly actor: Person; readonly revision: number },
): OutboxMessage => {
  const described = describe(fact);
  return {
    subject: `catalog.v1.${fact.kind}.${String(described.locationId)}`,
    event: newEvent({ at: context.at, actor: context.actor, aggregateVersion: context.revision, ...described }),
  };
};
