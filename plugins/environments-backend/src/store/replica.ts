import { hostname } from 'node:os';

/** This replica, for operators who see who works: its host and process. */
export const REPLICA = `${hostname().slice(0, 200)}/${process.pid}`;
