import Globe, { type GlobeInstance } from 'globe.gl';
import { MeshLambertMaterial } from 'three';
import { forgetIdle, whenIdle } from '../../ui/idle.js';
import { readAtlas, type AtlasCountry } from './atlas.js';
import {
  matchShapes,
  pointRadius,
  shareOf,
  viewOf,
  type GlobeHub,
  type GlobePoint,
  type Share,
} from './globe-model.js';

export interface GlobeColors {
  readonly sphere: string;
  readonly land: string;
  readonly ours: string;
  readonly chosen: string;
  readonly line: string;
  readonly arc: string;
  readonly shares: Readonly<Record<Share, string>>;
}
export interface GlobeHandlers {
  readonly hover: (point: GlobePoint | null) => void;
  readonly point: (point: GlobePoint) => void;
  readonly country: (countryId: number) => void;
  /** The whole world is there, and turns. */
  readonly drawn: () => void;
}
interface Arc {
  readonly startLat: number;
  readonly startLng: number;
  readonly endLat: number;
  readonly endLng: number;
}

const wholeAltitude = 1.8;
const officeAltitude = 1.1;
const restMs = 1600;
const zoomMs = 800;
/** Corners of coastline that become triangles in one go: more would hold up clicks and keys. */
const cornersAtOnce = 240;

/** The one place that knows globe.gl: it takes plain view models and draws only while something moves. */
export class GlobeScene {
  readonly #globe: GlobeInstance;
  readonly #atlas: AtlasCountry[] = readAtlas();
  readonly #calm: boolean;
  readonly #onDrawn: () => void;
  #countryOf = new Map<AtlasCountry, number>();
  #colors: GlobeColors;
  #chosen: number | null = null;
  #chosenPoint: number | null = null;
  #aspect = 1;
  #hovered: GlobePoint | null = null;
  #restTimer: ReturnType<typeof setTimeout> | undefined;
  #turning: boolean;
  #size = { width: 0, height: 0 };
  /** Countries that are still to be drawn, ours first, and those that are. */
  #waiting: AtlasCountry[] = [];
  #drawn: AtlasCountry[] = [];
  #idle = 0;

  constructor(host: HTMLElement, options: { colors: GlobeColors; handlers: GlobeHandlers; calm: boolean }) {
    this.#colors = options.colors;
    this.#calm = options.calm;
    this.#onDrawn = options.handlers.drawn;
    this.#turning = !options.calm;
    this.#globe = new Globe(host, {
      animateIn: false,
      rendererConfig: { antialias: true, alpha: true, powerPreference: 'low-power' },
    })
      .backgroundColor('rgba(0,0,0,0)')
      .showAtmosphere(false)
      // Finer than the default, so that the edge of the sphere is round beneath the land.
      .globeCurvatureResolution(2)
      .polygonCapCurvatureResolution(3)
      .polygonAltitude(0.004)
      .polygonSideColor(() => 'rgba(0,0,0,0)')
      .polygonsTransitionDuration(0)
      .pointsTransitionDuration(0)
      .arcsTransitionDuration(0)
      .pointAltitude(0.012)
      .pointRadius((point: object) => pointRadius((point as GlobePoint).total))
      .arcStroke(0.22)
      .arcAltitudeAutoScale(0.35)
      .onPointHover((point) => {
        this.#hovered = point as GlobePoint | null;
        options.handlers.hover(this.#hovered);
        this.#paintPoints();
      })
      .onPointClick((point) => {
        options.handlers.point(point as GlobePoint);
      })
      .onPolygonClick((polygon) => {
        const country = this.#countryOf.get(polygon as AtlasCountry);
        if (country !== undefined) options.handlers.country(country);
      });
    this.#globe.renderer().setPixelRatio(Math.min(2, window.devicePixelRatio));
    const controls = this.#globe.controls();
    controls.autoRotate = this.#turning;
    controls.autoRotateSpeed = 0.35;
    controls.minDistance = 150;
    controls.addEventListener('start', () => {
      this.#stopTurning();
    });
    host.addEventListener('pointermove', this.wake);
    host.addEventListener('wheel', this.#onWheel, { passive: true });
    document.addEventListener('visibilitychange', this.#onVisibility);
    this.#globe.pointOfView({ lat: 40, lng: -10, altitude: wholeAltitude });
    this.resize(host.clientWidth, host.clientHeight);
    this.paint(options.colors);
  }

  /** Runs the render loop for a moment; it rests again when nothing turns. */
  readonly wake = (): void => {
    if (document.hidden || this.#waiting.length > 0) return;
    this.#globe.resumeAnimation();
    clearTimeout(this.#restTimer);
    if (!this.#turning) this.#restTimer = setTimeout(() => this.#globe.pauseAnimation(), restMs);
  };

  resize(width: number, height: number): void {
    // The same size again would make a new drawing buffer all the same.
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#globe.width(width).height(height);
    this.#aspect = height === 0 ? 1 : width / height;
    const controls = this.#globe.controls();
    // On a tall screen the sphere is as wide as the screen, so it has to stand further away.
    controls.maxDistance = 420 / Math.min(1, this.#aspect);
    if (this.#chosen === null) this.#globe.pointOfView({ altitude: this.#wholeAltitude() });
    this.wake();
  }

  show(points: readonly GlobePoint[], hubs: readonly GlobeHub[]): void {
    const matched = matchShapes(
      this.#atlas.map(({ shape }) => shape),
      points,
    );
    this.#countryOf = new Map(
      this.#atlas.flatMap((country) => {
        const id = matched.get(country.shape);
        return id === undefined ? [] : [[country, id] as const];
      }),
    );
    const arcs: Arc[] = points.flatMap((point) => {
      const hub = hubs.find(({ id }) => id === point.countryId);
      return hub ? [{ startLat: hub.lat, startLng: hub.lng, endLat: point.lat, endLng: point.lng }] : [];
    });
    this.#globe.pointsData([...points]).arcsData(arcs);
    if (this.#drawn.length === 0) {
      const isOurs = (country: AtlasCountry): number => Number(this.#countryOf.has(country));
      this.#waiting = [...this.#atlas].sort((one, other) => isOurs(one) - isOurs(other));
      this.#globe.pauseAnimation();
      this.#drawMore();
    }
    this.#paintLand();
    this.wake();
  }

  /** Turns to a country, to one office in it, or back to the whole world. */
  choose(wanted: { countryId: number | null; pointId: number | null }, points: readonly GlobePoint[]): void {
    const point = points.find(({ id }) => id === wanted.pointId);
    const countryId = point?.countryId ?? wanted.countryId;
    if (countryId === this.#chosen && wanted.pointId === this.#chosenPoint) return;
    this.#chosen = countryId;
    this.#chosenPoint = wanted.pointId;
    this.#stopTurning();
    const offices = countryId === null ? [] : points.filter((other) => other.countryId === countryId);
    const view = viewOf(point ? [point] : offices);
    const altitude = point ? officeAltitude : (view?.altitude ?? this.#wholeAltitude());
    // Sizes are degrees of the sphere: seen from near they would cover the country.
    const nearness = Math.max(0.4, Math.min(1, altitude / wholeAltitude));
    this.#globe.pointRadius((other: object) => pointRadius((other as GlobePoint).total) * nearness);
    this.#globe.pointOfView({ ...view, altitude }, this.#calm ? 0 : zoomMs);
    this.#paintLand();
    this.wake();
  }

  paint(colors: GlobeColors): void {
    this.#colors = colors;
    this.#globe.globeMaterial(new MeshLambertMaterial({ color: colors.sphere }));
    this.#globe.arcColor(() => colors.arc).polygonStrokeColor(() => colors.line);
    this.#paintLand();
    this.#paintPoints();
    this.wake();
  }

  destroy(): void {
    clearTimeout(this.#restTimer);
    forgetIdle(this.#idle);
    document.removeEventListener('visibilitychange', this.#onVisibility);
    this.#globe._destructor();
  }

  /** From how far the whole sphere fits, with a margin around it. */
  #wholeAltitude(): number {
    return (wholeAltitude + 1) / Math.min(1, this.#aspect) - 1;
  }

  /**
   * A few countries whenever there is time: all at once would hold the page for most of a second. Nothing turns meanwhile, because
   * without a graphics card each frame costs more than the countries do, and the world would stay half empty for a minute.
   */
  readonly #drawMore = (): void => {
    let corners = 0;
    while (this.#waiting.length > 0 && corners < cornersAtOnce) {
      const next = this.#waiting.pop();
      if (!next) break;
      corners += next.shape.rings.reduce((all, ring) => all + ring.length, 0);
      this.#drawn.push(next);
    }
    this.#globe.polygonsData([...this.#drawn]);
    if (this.#waiting.length > 0) {
      this.#idle = whenIdle(this.#drawMore);
      return;
    }
    this.#onDrawn();
    this.wake();
  };

  #paintLand(): void {
    this.#globe.polygonCapColor((polygon: object) => {
      const id = this.#countryOf.get(polygon as AtlasCountry);
      if (id === undefined) return this.#colors.land;
      return id === this.#chosen ? this.#colors.chosen : this.#colors.ours;
    });
  }

  #paintPoints(): void {
    const { shares, chosen } = this.#colors;
    this.#globe.pointColor((point: object) =>
      point === this.#hovered ? chosen : shares[shareOf(point as GlobePoint)],
    );
  }

  readonly #onWheel = (): void => {
    this.#stopTurning();
  };
  readonly #onVisibility = (): void => {
    if (document.hidden) this.#globe.pauseAnimation();
    else this.wake();
  };

  #stopTurning(): void {
    this.#turning = false;
    this.#globe.controls().autoRotate = false;
    this.wake();
  }
}
