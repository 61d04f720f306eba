import { app } from './en/app.js';
import { desks } from './en/desks.js';
import { manage } from './en/manage.js';

/** All words of the app: of the app itself, of finding and booking desks, and of managing places. */
export const en = { ...app, ...desks, ...manage };

export type Messages = typeof en;
