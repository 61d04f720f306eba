import type { Knex } from '@flexspace/database';
import type { PlaceReader } from '../application/ports.js';
import { createLocationViews } from './location-views.js';
import { createPlaceViews } from './place-views.js';
import { createTreeReader } from './tree-view.js';

/** Everything that is read and not written. */
export const createPlaceReader = (knex: Knex): PlaceReader => {
  const trees = createTreeReader(knex);
  return { ...createLocationViews(knex), ...createPlaceViews(knex), tree: () => trees.read() };
};
