/** A room of the demo company: its name and how many desks stand in it. */
export interface RoomPlan {
  readonly name: string;
  readonly description: string;
  readonly desks: number;
}

export interface FloorPlan {
  readonly name: string;
  readonly level: number;
  readonly rooms: readonly RoomPlan[];
}

export interface LocationPlan {
  readonly key: string;
  readonly name: string;
  readonly country: string;
  readonly lat: number;
  readonly lng: number;
  readonly timezone: string;
  readonly floors: readonly FloorPlan[];
}

export interface CountryPlan {
  readonly name: string;
  readonly code: string;
  readonly lat: number;
  readonly lng: number;
}

export const COUNTRIES: readonly CountryPlan[] = [
  { name: 'Australia', code: 'AU', lat: -25.3, lng: 133.8 },
  { name: 'Germany', code: 'DE', lat: 51.2, lng: 10.4 },
  { name: 'India', code: 'IN', lat: 21.1, lng: 78.0 },
  { name: 'United Kingdom', code: 'GB', lat: 54.0, lng: -2.4 },
  { name: 'United States', code: 'US', lat: 39.8, lng: -98.6 },
];

interface Site extends Omit<LocationPlan, 'floors'> {
  readonly levels: readonly number[];
  /** Three rooms a floor, named after waters near by. */
  readonly waters: readonly string[];
}

const SITES: readonly Site[] = [
  {
    key: 'berlin',
    name: 'Berlin · Mitte',
    country: 'DE',
    lat: 52.53,
    lng: 13.4,
    timezone: 'Europe/Berlin',
    levels: [1, 2, 3, 4],
    waters: [
      'Havel',
      'Panke',
      'Wannsee',
      'Müggel',
      'Dahme',
      'Tegel',
      'Spree',
      'Landwehr',
      'Lietzen',
      'Schlachten',
      'Plötzen',
      'Oder',
    ],
  },
  {
    key: 'new-york',
    name: 'New York · Hudson',
    country: 'US',
    lat: 40.74,
    lng: -74.0,
    timezone: 'America/New_York',
    levels: [11, 12, 14],
    waters: ['Hudson', 'East River', 'Gowanus', 'Harlem', 'Jamaica Bay', 'Bronx', 'Croton', 'Raritan', 'Passaic'],
  },
  {
    key: 'bengaluru',
    name: 'Bengaluru · Indiranagar',
    country: 'IN',
    lat: 12.97,
    lng: 77.64,
    timezone: 'Asia/Kolkata',
    levels: [2, 3, 5],
    waters: ['Ulsoor', 'Hebbal', 'Kaveri', 'Sankey', 'Varthur', 'Bellandur', 'Agara', 'Arkavathi', 'Madiwala'],
  },
  {
    key: 'london',
    name: 'London · Southwark',
    country: 'GB',
    lat: 51.5,
    lng: -0.09,
    timezone: 'Europe/London',
    levels: [4, 5],
    waters: ['Thames', 'Fleet', 'Wandle', 'Lea', 'Effra', 'Tyburn'],
  },
  {
    key: 'san-francisco',
    name: 'San Francisco · SoMa',
    country: 'US',
    lat: 37.78,
    lng: -122.4,
    timezone: 'America/Los_Angeles',
    levels: [6, 7],
    waters: ['Golden Gate', 'Mission Creek', 'Stow', 'Merced', 'Islais', 'Lobos'],
  },
  {
    key: 'sydney',
    name: 'Sydney · Barangaroo',
    country: 'AU',
    lat: -33.86,
    lng: 151.2,
    timezone: 'Australia/Sydney',
    levels: [8, 9],
    waters: ['Parramatta', 'Bondi', 'Hawkesbury', 'Nepean', 'Georges', 'Cooks'],
  },
  {
    key: 'austin',
    name: 'Austin · East',
    country: 'US',
    lat: 30.26,
    lng: -97.73,
    timezone: 'America/Chicago',
    levels: [1, 2],
    waters: ['Colorado', 'Barton', 'Lady Bird', 'Waller', 'Shoal', 'Onion'],
  },
  {
    key: 'adelaide',
    name: 'Adelaide · Lot Fourteen',
    country: 'AU',
    lat: -34.92,
    lng: 138.61,
    timezone: 'Australia/Adelaide',
    levels: [0, 1],
    waters: ['Torrens', 'Onkaparinga', 'Gawler', 'Sturt', 'Light', 'Murray'],
  },
];

/** Twelve rooms have 300 desks, so sixty have 1,500. */
const DESKS = [24, 20, 12, 36, 28, 16, 40, 32, 20, 24, 28, 20];
const DESCRIPTIONS = [
  'Open space by the window front',
  'Quiet room: calls outside, please',
  'Team room with a wall of whiteboards',
  'Standing desks, two monitors each',
];
const ROOMS_PER_FLOOR = 3;

const floorName = (level: number): string => {
  if (level === 0) return 'Ground floor';
  const suffix =
    level % 10 === 1 && level !== 11
      ? 'st'
      : level % 10 === 2 && level !== 12
        ? 'nd'
        : level % 10 === 3 && level !== 13
          ? 'rd'
          : 'th';
  return `${level}${suffix} floor`;
};

const cycled = <T>(list: readonly T[], index: number): T => {
  const item = list[index % list.length];
  if (item === undefined) throw new RangeError('an empty list has no items');
  return item;
};

const plan = (): LocationPlan[] => {
  let made = 0;
  return SITES.map(({ levels, waters, ...site }) => ({
    ...site,
    floors: levels.map((level, floor) => ({
      name: floorName(level),
      level,
      rooms: Array.from({ length: ROOMS_PER_FLOOR }, (_, index) => {
        const number = made++;
        return {
          name: cycled(waters, floor * ROOMS_PER_FLOOR + index),
          description: cycled(DESCRIPTIONS, number),
          desks: cycled(DESKS, number),
        };
      }),
    })),
  }));
};

/** 8 locations in as many time zones, 20 floors, 60 rooms, 1,500 desks. */
export const LOCATIONS: readonly LocationPlan[] = plan();
