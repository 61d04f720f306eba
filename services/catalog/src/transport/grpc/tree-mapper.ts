import type {
  GetTreeResponse,
  GetTreeResponse_CountryNode,
  GetTreeResponse_LocationNode,
} from '@flexspace/contracts/flexspace/catalog/v1/catalog';
import { createHash } from 'node:crypto';
import type { LocationId } from '@flexspace/kernel';
import type { LocationNode, Tree } from '../../domain/tree.js';
import { toWireCountry, toWireFloor, toWireLocation, toWireRoom } from './catalog-mapper.js';

const VIEW_HASH_LENGTH = 16;
const VIEWS_MAX = 64;

/** The messages of a tree's locations, made once: they are the same for everybody who sees them. */
const made = new WeakMap<LocationNode, GetTreeResponse_LocationNode>();

const toWireNode = (node: LocationNode): GetTreeResponse_LocationNode => {
  const known = made.get(node);
  if (known !== undefined) return known;
  const wire = {
    location: toWireLocation(node.location),
    floors: node.floors.map(({ floor, rooms }) => ({ floor: toWireFloor(floor), rooms: rooms.map(toWireRoom) })),
  };
  made.set(node, wire);
  return wire;
};

/** A location whose country shows fewer locations than there are. */
const recounted = (node: GetTreeResponse_LocationNode, locationCount: number): GetTreeResponse_LocationNode => {
  const { location } = node;
  if (location?.country === undefined || location.country.locationCount === locationCount) return node;
  return { ...node, location: { ...location, country: { ...location.country, locationCount } } };
};

/** The same for everybody from whom the same locations are hidden, until something changes. */
export const viewOf = (tree: Tree, hidden: ReadonlySet<LocationId>): string => {
  const ids = [...hidden].toSorted((a, b) => a - b).join();
  return `${String(tree.revision)}-${createHash('sha256').update(ids).digest('base64url').slice(0, VIEW_HASH_LENGTH)}`;
};

const toWireCountries = (tree: Tree, hidden: ReadonlySet<LocationId>): GetTreeResponse_CountryNode[] =>
  tree.countries.map(({ country, locations }) => {
    const seen = locations.filter((node) => !hidden.has(node.location.id));
    return {
      country: toWireCountry({ ...country, locationCount: seen.length }),
      locations: seen.map((node) => recounted(toWireNode(node), seen.length)),
    };
  });

/**
 * The tree without what must not be seen; countries are everybody's to see. Who names this very view among those they have gets
 * its name alone, which spares both sides megabytes.
 */
export const toWireTree = (
  tree: Tree,
  hidden: ReadonlySet<LocationId>,
  known: readonly string[] = [],
): GetTreeResponse => {
  const view = viewOf(tree, hidden);
  const unchanged = known.slice(0, VIEWS_MAX).includes(view);
  return { treeVersion: tree.revision, view, unchanged, countries: unchanged ? [] : toWireCountries(tree, hidden) };
};
