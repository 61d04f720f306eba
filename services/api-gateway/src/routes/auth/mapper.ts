import type { GetMeResponse } from '@flexspace/contracts/flexspace/access/v1/access';
import type { Me, Role } from './schemas.js';

const roleOf = (me: GetMeResponse): Role => {
  if (me.isSuperuser) return 'superuser';
  if (me.isStaff) return 'staff';
  if (me.managedLocationIds.length > 0) return 'location_manager';
  return me.managedRoomIds.length > 0 ? 'room_manager' : 'user';
};

export const toMe = (me: GetMeResponse): Me => {
  if (me.person === undefined) throw new Error('access answered without the person');
  const managesLocations = me.managedLocationIds.length > 0;
  // A location's manager manages every room in it.
  const managesRooms = managesLocations || me.managedRoomIds.length > 0;
  return {
    id: me.person.id,
    username: me.person.username,
    email: me.email,
    first_name: me.firstName,
    last_name: me.lastName,
    full_name: me.person.fullName,
    is_superuser: me.isSuperuser,
    is_staff: me.isStaff,
    is_location_manager: managesLocations,
    is_room_manager: managesRooms,
    is_any_manager: me.isSuperuser || managesRooms,
    role: roleOf(me),
    groups: me.groups.map(({ id, name, locationId }) => ({ id, name, location_id: locationId })),
    managed_location_ids: me.managedLocationIds,
    managed_room_ids: me.managedRoomIds,
  };
};
