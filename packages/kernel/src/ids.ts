declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

export type CountryId = Branded<number, 'CountryId'>;
export type LocationId = Branded<number, 'LocationId'>;
export type FloorId = Branded<number, 'FloorId'>;
export type RoomId = Branded<number, 'RoomId'>;
export type DeskId = Branded<number, 'DeskId'>;
export type BookingId = Branded<number, 'BookingId'>;
export type GroupId = Branded<number, 'GroupId'>;
/** The Keycloak subject, a UUID in lower case. */
export type UserId = Branded<string, 'UserId'>;

/** Whether a number can be the id of anything: a positive integer that a double holds exactly. */
export const isId = (value: number): boolean => Number.isSafeInteger(value) && value > 0;

const checked = (name: string, value: number): number => {
  if (!isId(value)) throw new RangeError(`${name} must be a positive integer`);
  return value;
};

/** Each throws a RangeError for what cannot be an id; edges turn that into a violation that names the field. */
export const countryId = (value: number): CountryId => checked('country id', value) as CountryId;
export const locationId = (value: number): LocationId => checked('location id', value) as LocationId;
export const floorId = (value: number): FloorId => checked('floor id', value) as FloorId;
export const roomId = (value: number): RoomId => checked('room id', value) as RoomId;
export const deskId = (value: number): DeskId => checked('desk id', value) as DeskId;
export const bookingId = (value: number): BookingId => checked('booking id', value) as BookingId;
export const groupId = (value: number): GroupId => checked('group id', value) as GroupId;

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Throws a RangeError unless the value is a UUID; upper case is folded. */
export const userId = (value: string): UserId => {
  const folded = value.toLowerCase();
  if (!UUID.test(folded)) throw new RangeError('user id must be a UUID');
  return folded as UserId;
};
