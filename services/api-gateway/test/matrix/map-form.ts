import type { Ask } from '../http-client.js';

const BOUNDARY = 'a-map-follows';

/** A small floor plan. */
export const MAP =
  '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"><rect width="40" height="30" fill="#abc"/></svg>';

/** An upload as a page sends it. */
export const mapForm = (content: string): Required<Pick<Ask, 'body' | 'headers'>> => ({
  headers: { 'content-type': `multipart/form-data; boundary=${BOUNDARY}` },
  body: [
    `--${BOUNDARY}`,
    'content-disposition: form-data; name="map_image"; filename="map.svg"',
    'content-type: image/svg+xml',
    '',
    content,
    `--${BOUNDARY}--`,
    '',
  ].join('\r\n'),
});
