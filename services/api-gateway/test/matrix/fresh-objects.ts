import { ROLES } from './roles.js';
import { gated, type Target, type World } from './world.js';

/** Objects that a row may change: each call makes one more. */
type Fresh = (world: World) => Promise<Partial<Target>>;

export const freshCountry: Fresh = async ({ make }) => ({ country: await make.country() });
export const freshPlace: Fresh = ({ make, target }) => make.place(gated(target.country));
export const freshFloor: Fresh = async ({ make, target }) => ({ floor: await make.floor(target.location) });
export const freshRoom: Fresh = ({ make, target }) => make.room(target, ROLES.roomManager);
export const freshDesk: Fresh = async ({ make, target }) => ({ desk: await make.desk(target.room) });
export const freshGroup: Fresh = async ({ make, target }) => ({ group: await make.group(target.location) });
export const freshBooking: Fresh = async ({ make, target }) => {
  const desk = await make.desk(target.room);
  return { desk, booking: await make.booking(desk) };
};
export const insidersBooking: Fresh = async ({ make, target }) => {
  const desk = await make.desk(target.room);
  return { desk, booking: await make.booking(desk, ROLES.insider) };
};
/** Of somebody who was a member when they booked. One after the other, or one would take the membership that another books with. */
let membership = Promise.resolve<Partial<Target>>({});
export const formerMembersBooking: Fresh = (world) => {
  const { make, target } = world;
  membership = membership.then(async () => {
    const desk = await make.desk(target.room);
    const me = await world.as(ROLES.outsider, '/api/auth/me');
    const user_ids = [me.body['id']];
    await make.post(`/usergroups/${target.group}/add_members`, { user_ids });
    const booking = await make.booking(desk, ROLES.outsider);
    await make.post(`/usergroups/${target.group}/remove_members`, { user_ids });
    return { desk, booking };
  });
  return membership;
};
export const cancelledBooking: Fresh = async (world) => {
  const made = await freshBooking(world);
  await world.as('superuser', `/api/bookings/${made.booking ?? 0}`, { method: 'DELETE' });
  return made;
};

/** The same at the other location. */
const atTheOther = (fresh: Fresh): Fresh => {
  return async (world) => {
    const { there } = world.target;
    const made = await fresh({ ...world, target: { ...world.target, ...there } });
    return { there: { ...there, ...made } };
  };
};
export const floorThere = atTheOther(freshFloor);
export const roomThere = atTheOther(({ make, target }) => make.room(target));
export const deskThere = atTheOther(freshDesk);
export const groupThere = atTheOther(freshGroup);
export const bookingThere = atTheOther(freshBooking);
export const placeThere: Fresh = async ({ make, target }) => ({
  there: await make.place({
    country: target.there.country,
    locationManager: ROLES.otherLocationManager,
    members: [ROLES.foreigner],
    visitors: [],
  }),
});

/** A room with a map: the one that `fresh` made, here or there. */
export const mapped =
  (fresh: Fresh): Fresh =>
  async (world) => {
    const made = await fresh(world);
    await world.make.map(made.room ?? made.there?.room ?? 0);
    return made;
  };
