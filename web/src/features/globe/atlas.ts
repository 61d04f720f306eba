import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import topology from 'world-atlas/countries-110m.json';
import type { Ring, Shape } from './globe-model.js';

interface Land {
  readonly type: 'Polygon' | 'MultiPolygon';
  readonly coordinates: unknown;
}
/** A country's outline as the globe draws it, with the shape to compute with. */
export interface AtlasCountry {
  readonly geometry: Land;
  readonly shape: Shape;
}

/** Country outlines out of a package: nothing comes from the network. */
export function readAtlas(): AtlasCountry[] {
  // The package ships plain JSON without types; its format is TopoJSON by name.
  const atlas = topology as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  return feature(atlas, atlas.objects.countries).features.flatMap(({ geometry, properties }) => {
    if (geometry.type !== 'Polygon' && geometry.type !== 'MultiPolygon') return [];
    const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
    const rings: Ring[] = polygons.flat().map((ring) => ring.map(([lng = 0, lat = 0]) => [lng, lat] as const));
    return [
      { geometry: { type: geometry.type, coordinates: geometry.coordinates }, shape: { name: properties.name, rings } },
    ];
  });
}
