import Ajv from 'ajv/dist/core';
import { config } from 'zod';
import { interpretSchemas } from './interpretSchemas';

/* Imported before everything else of the app: the catalog's model and the forms make their validators while they are loaded. */
interpretSchemas(Ajv.prototype);
// Zod would try whether it may make programs, which the page's policy reports as an attempt.
config({ jitless: true });
