export { application } from './application';
export {
  applicationParameters,
  type ApplicationParameters,
} from './applicationParameters';
export { applicationV11 } from './applicationV11';
export {
  applicationV11Parameters,
  type ApplicationV11Parameters,
} from './applicationV11Parameters';
