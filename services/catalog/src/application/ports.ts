import type { CountryId, DeskId, FloorId, LocationId, Person, Reach, RoomId } from '@flexspace/kernel';
import type { AuditFilter, AuditRecord } from '../domain/audit-filter.js';
import type { Country, CountryFields } from '../domain/country.js';
import type { CheckedDeskFields, Desk } from '../domain/desk.js';
import type { RoomSurroundings } from '../domain/desk-places.js';
import type { AuditEntry, CatalogFact } from '../domain/facts.js';
import type { Floor, FloorFields } from '../domain/floor.js';
import type { Location, LocationFields } from '../domain/location.js';
import type { CountryView, DeskPlace, LocationView, RoomView } from '../domain/place.js';
import type { Room, RoomFields } from '../domain/room.js';
import type { Tree } from '../domain/tree.js';

export type ManagementAction = 'manage_room' | 'manage_location' | 'administer';

/** Where an object lies, for the question who may touch it. */
export interface Whereabouts {
  readonly locationId: LocationId;
  /** For a room or something in it. */
  readonly roomId?: RoomId;
}

/** access, asked in the name of one person. Both throw UNAVAILABLE when there is no answer. */
export interface AccessReader {
  reach(): Promise<Reach>;
  /** Only a clear yes is true. */
  allows(action: ManagementAction, at?: Whereabouts): Promise<boolean>;
}

/** booking, told of what is about to be removed. Throws UNAVAILABLE when there is no answer. */
export interface BookingHolds {
  /** How many bookings would go with the desks; with none, nobody books them for so many milliseconds from the call. */
  withhold(desks: readonly DeskId[]): Promise<{ readonly upcomingCount: number; readonly heldMs: number }>;
}

/** The person on whose behalf a use case runs, with what others know about them. */
export interface Requester {
  readonly person: Person;
  readonly requestId: string;
  /** The program that their token was made for. */
  readonly clientId: string;
  /** Where they are in the network; '' where nobody knows. */
  readonly clientAddress: string;
  readonly access: AccessReader;
  readonly bookings: BookingHolds;
}

type HiddenLocations = readonly LocationId[];

export interface RoomDeskIds {
  readonly roomId: RoomId;
  readonly deskIds: readonly DeskId[];
}

export type PlaceWithDesks =
  { readonly locationId: LocationId } | { readonly floorId: FloorId } | { readonly roomId: RoomId };

/** Reads. None of them knows who asks: what must not be seen is named in `hidden`, or left to the use case. */
export interface PlaceReader {
  /** The whole tree at its newest revision. */
  tree(): Promise<Tree>;
  countries(hidden: HiddenLocations): Promise<CountryView[]>;
  country(id: CountryId, hidden: HiddenLocations): Promise<CountryView | undefined>;
  locations(filter: {
    readonly countryId?: CountryId | undefined;
    readonly hidden: HiddenLocations;
  }): Promise<LocationView[]>;
  location(id: LocationId, hidden: HiddenLocations): Promise<LocationView | undefined>;
  floors(filter: { readonly locationId?: LocationId | undefined; readonly hidden: HiddenLocations }): Promise<Floor[]>;
  floor(id: FloorId): Promise<Floor | undefined>;
  rooms(filter: {
    readonly floorId?: FloorId | undefined;
    readonly locationId?: LocationId | undefined;
    readonly hidden: HiddenLocations;
  }): Promise<RoomView[]>;
  room(id: RoomId): Promise<RoomView | undefined>;
  /** Both of one moment; the desks by name as people count, then id. */
  roomWithDesks(id: RoomId): Promise<{ readonly room: RoomView; readonly desks: Desk[] } | undefined>;
  /** The desks of these rooms by id; a room that is gone or hidden is absent. */
  deskIds(rooms: readonly RoomId[], hidden: HiddenLocations): Promise<RoomDeskIds[]>;
  /** By id. */
  desksBelow(place: PlaceWithDesks): Promise<DeskId[]>;
  desk(id: DeskId): Promise<Desk | undefined>;
  /** `settled`: not before a change that is being written is committed, or is not. */
  deskPlace(id: DeskId, how?: { readonly settled: boolean }): Promise<DeskPlace | undefined>;
  /** By id. */
  deskPlacesAfter(id: number, limit: number): Promise<DeskPlace[]>;
  /** Where an object lies; undefined when there is none. */
  locate(
    object:
      | { readonly locationId: LocationId }
      | { readonly floorId: FloorId }
      | { readonly roomId: RoomId }
      | { readonly deskId: DeskId },
  ): Promise<Whereabouts | undefined>;
}

/** One kind of rows inside a transaction. `save` keeps all fields, counts the version up and returns the row as it is then. */
interface Rows<Entity, Id> {
  find(id: Id): Promise<Entity | undefined>;
  save(entity: Entity): Promise<Entity>;
  remove(entity: Entity): Promise<void>;
}

/** A transaction that holds the catalog's write lock: what it reads stays true until it commits. */
export interface CatalogUnit {
  /** Of this change; every later change has a higher one. */
  readonly revision: number;
  readonly countries: Rows<Country, CountryId> & {
    insert(fields: CountryFields): Promise<Country>;
    countLocations(id: CountryId): Promise<number>;
  };
  readonly locations: Rows<Location, LocationId> & { insert(fields: LocationFields): Promise<Location> };
  readonly floors: Rows<Floor, FloorId> & {
    insert(locationId: LocationId, fields: FloorFields): Promise<Floor>;
    inLocation(locationId: LocationId): Promise<Floor[]>;
  };
  readonly rooms: Rows<Room, RoomId> & {
    insert(locationId: LocationId, fields: RoomFields): Promise<Room>;
    below(place: { readonly floorId: FloorId } | { readonly locationId: LocationId }): Promise<Room[]>;
    /** Counts the desks anew and the version up: a grid has its room's version. */
    recountDesks(id: RoomId): Promise<Room>;
    surroundings(room: Room): Promise<RoomSurroundings>;
  };
  readonly desks: {
    find(id: DeskId): Promise<Desk | undefined>;
    /** By room, name and id. */
    inRooms(rooms: readonly RoomId[]): Promise<Desk[]>;
    /** In the order of the fields. */
    insert(room: Room, fields: readonly CheckedDeskFields[]): Promise<Desk[]>;
    save(desks: readonly Desk[]): Promise<Desk[]>;
    remove(ids: readonly DeskId[]): Promise<void>;
  };
  readonly mapFiles: {
    /** The file is a room's map from now on. */
    use(room: RoomId, key: string): Promise<void>;
    /** The file is nobody's any more, and will be deleted. */
    discard(room: RoomId, key: string): Promise<void>;
    /** The same for whatever these rooms use. */
    discardOf(rooms: readonly RoomId[]): Promise<void>;
  };
  /** Sent when, and only when, the transaction commits. */
  announce(...facts: readonly CatalogFact[]): void;
  audit(entry: AuditEntry): void;
}

export interface CatalogWriter {
  /** Runs the work in one transaction, alone among writers. It may run again after a deadlock: no effect but through the unit. */
  write<Result>(by: Requester, work: (unit: CatalogUnit) => Promise<Result>): Promise<Result>;
}

/** Where the files of maps are. A file is written whole or not at all, and never changed. */
export interface MapStore {
  put(room: RoomId, key: string, bytes: Uint8Array): Promise<void>;
  open(room: RoomId, key: string): Promise<AsyncIterable<Uint8Array> | undefined>;
  /** No error when there is none. */
  remove(room: RoomId, key: string): Promise<void>;
}

/** Remembers which files were written, so that one whose room was never told of it is deleted some day. */
export interface MapFileLedger {
  /** The key that the file will have: a hash of the bytes and of this very upload. */
  expect(room: RoomId, bytes: Uint8Array): Promise<string>;
}

export interface MapPicture {
  readonly bytes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

export interface MapConverter {
  /** Any accepted picture as WebP without metadata. Throws UNSUPPORTED_MEDIA or TOO_LARGE. */
  toWebp(bytes: Uint8Array): Promise<MapPicture>;
}

/** The audit trail. */
export interface AuditReader {
  /** The youngest first. */
  list(
    filter: AuditFilter,
    page: { readonly beforeId: number | undefined; readonly limit: number },
  ): Promise<readonly AuditRecord[]>;
}

/** What use cases are made from. */
export interface CatalogParts {
  readonly places: PlaceReader;
  readonly writer: CatalogWriter;
  readonly maps: MapStore;
  readonly mapFiles: MapFileLedger;
  readonly converter: MapConverter;
  readonly trail: AuditReader;
  /** Milliseconds of a clock that nobody sets; only differences mean something. */
  readonly ticks: () => number;
}
