import { NotFound, type LocationId, type RoomPlace } from '@flexspace/kernel';
import type { AccessPorts } from './ports/access-ports.js';
import type { Request } from './ports/request.js';

type Ports = Pick<AccessPorts, 'records' | 'catalog'>;

/** Makes sure that a location exists, by what is on record or by asking its owner. */
export const locateLocation = async (ports: Ports, request: Request, locationId: LocationId): Promise<void> => {
  const record = await ports.records.findLocation(locationId);
  if (record !== undefined) {
    if (record.removed) throw new NotFound('location');
    return;
  }
  const found = await ports.catalog.findLocation(locationId, request);
  if (found === undefined) throw new NotFound('location');
  await ports.records.recordLocation({ locationId, ...found });
};

/**
 * Makes sure that a room lies where the request says. The request is never believed: a manager of one location could
 * otherwise claim a room of another.
 */
export const locateRoom = async (ports: Ports, request: Request, claimed: RoomPlace): Promise<RoomPlace> => {
  const record = await ports.records.findRoom(claimed.roomId);
  if (record !== undefined) {
    if (record.removed || record.locationId !== claimed.locationId) throw new NotFound('room');
    return claimed;
  }
  const found = await ports.catalog.findRoom(claimed.roomId, request);
  if (found === undefined) throw new NotFound('room');
  const { locationId, name, version } = found;
  await ports.records.recordRoom({ roomId: claimed.roomId, locationId, name, version });
  if (locationId !== claimed.locationId) throw new NotFound('room');
  return claimed;
};
